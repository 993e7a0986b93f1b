"""計画: what the union defines for everybody, as tables that are typed into like the entry screens."""

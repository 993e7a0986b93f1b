"""Old and variant forms of kanji, each with the form it is searched by. Data only, for search keys.

Each pair is the variant followed by its key. ``_OLD`` are the 旧字体 of the 常用漢字表 and of the 人名用漢字 table.
``_VARIANTS`` are 異体字 met in names of people and places (髙 﨑 𠮷 …) and printed forms of one character.
``_CONFUSED`` are different characters that people use for each other when they look for a name (斎 斉, 冨 富): a
search should rather find too much. None of this touches stored or shown text (R50). 神 U+FA19 and its like need no
row: NFKC maps them.
"""

from __future__ import annotations

_OLD = """
亞亜 惡悪 壓圧 圍囲 爲為 醫医 壹壱 稻稲 飮飲 隱隠 營営 榮栄 衞衛 驛駅 圓円 鹽塩 艷艶 應応 歐欧 毆殴 櫻桜 奧奥 橫横
溫温 穩穏 假仮 價価 畫画 會会 壞壊 懷懐 繪絵 擴拡 殼殻 覺覚 學学 嶽岳 樂楽 勸勧 卷巻 歡歓 罐缶 觀観 關関 陷陥 顏顔 巖巌
歸帰 氣気 龜亀 僞偽 戲戯 犧犠 據拠 擧挙 虛虚 峽峡 挾挟 敎教 强強 狹狭 鄕郷 堯尭 曉暁 區区 驅駆 勳勲 薰薫 徑径 惠恵 揭掲
攜携 溪渓 經経 繼継 莖茎 螢蛍 輕軽 鷄鶏 藝芸 擊撃 缺欠 儉倹 劍剣 圈圏 檢検 權権 獻献 縣県 險険 顯顕 驗験 嚴厳 效効 廣広
恆恒 鑛鉱 號号 國国 黑黒 濟済 碎砕 劑剤 雜雑 參参 慘惨 棧桟 蠶蚕 贊賛 殘残 絲糸 齒歯 兒児 辭辞 濕湿 實実 舍舎 寫写 釋釈
壽寿 收収 從従 澁渋 獸獣 縱縦 肅粛 處処 緖緒 敍叙 奬奨 將将 燒焼 稱称 證証 乘乗 剩剰 壤壌 孃嬢 條条 淨浄 疊畳 穰穣 讓譲
釀醸 囑嘱 觸触 寢寝 愼慎 晉晋 眞真 盡尽 圖図 粹粋 醉酔 隨随 髓髄 數数 樞枢 瀨瀬 聲声 靜静 齡齢 攝摂 竊窃 專専 戰戦 淺浅
潛潜 纖繊 踐践 錢銭 禪禅 曾曽 雙双 壯壮 搜捜 插挿 爭争 總総 聰聡 莊荘 裝装 騷騒 增増 臟臓 藏蔵 屬属 續続 墮堕 體体 對対
帶帯 滯滞 臺台 瀧滝 擇択 澤沢 單単 擔担 膽胆 團団 彈弾 斷断 癡痴 遲遅 晝昼 蟲虫 鑄鋳 廳庁 聽聴 鎭鎮 遞逓 轉転 點点 傳伝
黨党 盜盗 燈灯 當当 鬪闘 德徳 獨独 讀読 屆届 繩縄 貳弐 惱悩 腦脳 霸覇 廢廃 拜拝 賣売 麥麦 發発 髮髪 拔抜 蠻蛮 祕秘 彥彦
濱浜 拂払 佛仏 變変 邊辺 辨弁 瓣弁 辯弁 步歩 寶宝 襃褒 豐豊 沒没 飜翻 每毎 萬万 滿満 默黙 彌弥 譯訳 藥薬 與与 豫予 餘余
譽誉 搖揺 樣様 謠謡 遙遥 瑤瑶 來来 賴頼 亂乱 覽覧 畧略 龍竜 兩両 獵猟 綠緑 壘塁 淚涙 禮礼 勵励 隸隷 靈霊 戀恋 爐炉 勞労
樓楼 祿禄 灣湾 錄録 鍊錬 曆暦 歷歴 吳呉 娛娯 悅悦 閱閲 稅税 說説 脫脱 銳鋭 產産 姬姫 淸清 靑青 戶戸 戾戻 圡土 凜凛
凉涼 檜桧 槇槙 萠萌 穗穂 讚讃 鐵鉄 醬醤 顚顛 頰頬 麴麹 麵麺 鷗鴎 禰祢 禱祷 繡繍 繫繋 簞箪 蔣蒋 蠟蝋 俠侠 儘侭 剝剥 卽即 啞唖
嚙噛 囊嚢 塡填 摑掴 攢攅 搔掻 潑溌 焰焔 瘦痩 羡羨 諫諌 萊莱 蘆芦 蟬蝉 蠅蝿 蠣蛎 鹼鹸 籠篭 瀦潴 灌潅 濤涛 檮梼 礪砺 驒騨
"""

_VARIANTS = """
髙高 﨑崎 嵜崎 碕崎 㟢崎 濵浜 邉辺 寳宝 嶋島 嶌島 埜野 桒桑 舘館 栁柳 桺柳 曻昇 𠮷吉 𡈽土 𣘺橋 槗橋 𥔎崎 穐秋 龝秋
邨村 畆畝 籔薮 藪薮 涌湧 渕淵 渊淵 枩松 栢柏 薗園 冢塚 頴穎 羣群 膓腸 舩船 躰体 軆体 迯逃 迹跡 蹟跡 逹達 鄰隣
釼剣 劔剣 劒剣 鈎鉤 鐡鉄 銕鉄 廐厩 廏厩 煕熙 熈熙 尓爾 稾稿 竝並 筝箏 聨連 聯連 舖舗 鋪舗 蕋蕊 蘂蕊 櫁樒
梹檳 岺嶺 葢蓋 翆翠 賎賤 桝枡 祗祇 晧皓 裡裏 藷薯 鴈雁 皋皐 竒奇 苅刈 噐器 囬回 凾函 刄刃 刧劫 卆卒 咊和 弌一 弍弐
"""

_CONFUSED = """
齊斉 齋斉 斎斉 冨富 峯峰 苑園 巌岩 慧恵 洲州 附付 聚集 凌陵
"""


def _table() -> dict[int, str]:
    confused = {pair[0]: pair[1] for pair in _CONFUSED.split()}
    variants = {pair[0]: confused.get(pair[1], pair[1]) for pair in (_OLD + _VARIANTS).split()}
    return {ord(variant): key for variant, key in (variants | confused).items()}


SEARCH_FORM: dict[int, str] = _table()
"""For ``str.translate``: code point of a variant -> the character it is searched by, itself never a variant."""

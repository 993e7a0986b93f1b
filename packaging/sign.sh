#!/bin/sh
# Signs a Windows executable in its place: sign.sh CERTIFICATE.pem KEY.pem FILE
# With TIMESTAMP set to the address of an organisation's time stamp server, the signature outlives the certificate.
set -eu
certificate=$1 key=$2 file=$3
osslsigncode sign -h sha256 -certs "$certificate" -key "$key" ${TIMESTAMP:+-ts "$TIMESTAMP"} \
    -in "$file" -out "$file.signed"
mv "$file.signed" "$file"

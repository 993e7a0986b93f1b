; The installer for one user of Windows x64, no administrator needed. Run by build.py, which writes texts.nsh:
;   makensis -INPUTCHARSET UTF8 -DVERSION=… -DSOURCE=FOLDER -DSIZE_MB=… -DTEXTS=texts.nsh -DICON=app.ico -DOUT=setup.exe
;   and, to sign setup and uninstaller, -DSIGN="command that takes a file"
; For tools that roll programs out:
;   setup.exe /S /D=C:\folder        silent; /D comes last, without quotes, and may hold spaces
;   Uninstall.exe /S                 silent, keeps the data; with /DELETEDATA it takes them away
; Exit codes: 0 done, 1 the user left it, 10 Windows too old, 11 a newer version is there, 12 the program runs,
; 13 copying failed and the old program was put back, 14 too little room.
Unicode True
Target amd64-unicode
!ifdef QUICK
  SetCompress off
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10

!include "${TEXTS}"
!include MUI2.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include x64.nsh
!include WordFunc.nsh
!include FileFunc.nsh

!define APP "alps-desk"
!define WINDOW "AlpsDesk.exe"
!define COMMAND "alps-desk.exe"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${APP}"
!define RC_OLD_WINDOWS 10
!define RC_NEWER_THERE 11
!define RC_RUNNING 12
!define RC_COPY_FAILED 13
!define RC_NO_ROOM 14

Name "${installer_product}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${APP}"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
BrandingText "${installer_product} ${VERSION}"
!ifdef SIGN
  !finalize '${SIGN} "%1"'
  !uninstfinalize '${SIGN} "%1"'
!endif

VIProductVersion "${VERSION4}"
VIAddVersionKey /LANG=1041 "ProductName" "${installer_product}"
VIAddVersionKey /LANG=1041 "CompanyName" "${installer_publisher}"
VIAddVersionKey /LANG=1041 "FileDescription" "${installer_describes_setup}"
VIAddVersionKey /LANG=1041 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1041 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=1041 "LegalCopyright" "${installer_copyright}"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\app\${WINDOW}"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Japanese"

Var SetAside ; "1" from when the old program is set aside until the new one stands

!macro Stop code text
  SetErrorLevel ${code}
  MessageBox MB_OK|MB_ICONSTOP "${text}" /SD IDOK
  Quit
!macroend

; Whoever runs a program holds its file; asked before anything is moved.
!macro RefuseIfOpen file
  ${If} ${FileExists} "$INSTDIR\app\${file}"
    ClearErrors
    FileOpen $0 "$INSTDIR\app\${file}" a
    ${If} ${Errors}
      !insertmacro Stop ${RC_RUNNING} "${installer_running}"
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

!macro RefuseIfRunning
  !insertmacro RefuseIfOpen "${WINDOW}"
  !insertmacro RefuseIfOpen "${COMMAND}"
!macroend

Function .onInit
  SetShellVarContext current
  StrCpy $SetAside ""
  ${IfNot} ${RunningX64}
    !insertmacro Stop ${RC_OLD_WINDOWS} "${installer_needs_x64}"
  ${EndIf}
  ${IfNot} ${AtLeastBuild} 17763
    !insertmacro Stop ${RC_OLD_WINDOWS} "${installer_needs_windows}"
  ${EndIf}
  ReadRegStr $0 HKCU "${KEY}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} "$0" "${VERSION}" $1
    ${If} $1 == 1
      !insertmacro Stop ${RC_NEWER_THERE} "${installer_newer_there}"
    ${EndIf}
  ${EndIf}
FunctionEnd

; The program folder goes whole, and comes back whole: no mixture of two versions is ever left.
Function PutBack
  ${If} $SetAside == "1"
    StrCpy $SetAside ""
    SetOutPath "$TEMP"
    RMDir /r "$INSTDIR\app"
    ${If} ${FileExists} "$INSTDIR\app.old\*.*"
      Rename "$INSTDIR\app.old" "$INSTDIR\app"
    ${EndIf}
    ; Goes only if nothing was there before.
    RMDir "$INSTDIR"
  ${EndIf}
FunctionEnd

; Called when the installation is broken off in the middle of a file, as by a disk that is full.
Function .onInstFailed
  Call PutBack
  SetErrorLevel ${RC_COPY_FAILED}
  MessageBox MB_OK|MB_ICONSTOP "${installer_copy_failed}" /SD IDOK
FunctionEnd

Section "main"
  SetShellVarContext current
  !insertmacro RefuseIfRunning

  ; What a power cut during an earlier installation left: the old program is the whole one.
  ${If} ${FileExists} "$INSTDIR\app.old\*.*"
    RMDir /r "$INSTDIR\app"
    Rename "$INSTDIR\app.old" "$INSTDIR\app"
  ${EndIf}

  ${GetRoot} "$INSTDIR" $0
  ${DriveSpace} "$0\" "/D=F /S=M" $1
  ${If} $1 < ${SIZE_MB}
    !insertmacro Stop ${RC_NO_ROOM} "${installer_no_room}"
  ${EndIf}

  ${If} ${FileExists} "$INSTDIR\app\*.*"
    ClearErrors
    Rename "$INSTDIR\app" "$INSTDIR\app.old"
    ${If} ${Errors}
      !insertmacro Stop ${RC_RUNNING} "${installer_in_use}"
    ${EndIf}
  ${EndIf}
  StrCpy $SetAside "1"
  ClearErrors
  SetOutPath "$INSTDIR\app"
  SetOverwrite try
  File /r "${SOURCE}/*.*"
  ${If} ${Errors}
    Call PutBack
    !insertmacro Stop ${RC_COPY_FAILED} "${installer_copy_failed}"
  ${EndIf}
  StrCpy $SetAside ""
  SetOutPath "$INSTDIR"
  RMDir /r "$INSTDIR\app.old"

  WriteUninstaller "$INSTDIR\Uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${installer_product}.lnk" "$INSTDIR\app\${WINDOW}"

  WriteRegStr HKCU "${KEY}" "DisplayName" "${installer_product}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "Publisher" "${installer_publisher}"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\app\${WINDOW}"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\Uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR\app" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" $0
SectionEnd

Var DeleteData

Function un.onInit
  SetShellVarContext current
  StrCpy $DeleteData ""
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DELETEDATA" $1
  ${IfNot} ${Errors}
    StrCpy $DeleteData "1"
  ${EndIf}
FunctionEnd

Section "Uninstall"
  !insertmacro RefuseIfRunning
  ; What people entered lies elsewhere and stays, unless somebody asks twice, or in writing.
  ${If} ${FileExists} "$LOCALAPPDATA\${APP}\*.*"
  ${AndIf} $DeleteData == ""
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "${installer_ask_data}" /SD IDNO IDNO keep
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "${installer_ask_data_again}" /SD IDNO IDNO keep
    StrCpy $DeleteData "1"
    keep:
  ${EndIf}
  RMDir /r "$INSTDIR\app"
  RMDir /r "$INSTDIR\app.old"
  Delete "$INSTDIR\Uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${installer_product}.lnk"
  DeleteRegKey HKCU "${KEY}"
  ${If} $DeleteData == "1"
    RMDir /r "$LOCALAPPDATA\${APP}"
  ${EndIf}
SectionEnd

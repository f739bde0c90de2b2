Attribute VB_Name = "Desk"
Option Explicit
Option Private Module

' What only Excel on Windows has: its window, its dialogs, and the shell that starts a program.

Private Const FILE_NOT_FOUND As Long = &H80070002
Private Const PATH_NOT_FOUND As Long = &H80070003
Private Const PICK_FILE As Long = 3
Private Const PICK_FOLDER As Long = 4

Public Function WindowHandle() As String
    WindowHandle = CStr(Application.Hwnd)
End Function

Public Function PickFolder(ByVal Title As String) As String
    With Application.FileDialog(PICK_FOLDER)
        .Title = Title
        If .Show Then PickFolder = .SelectedItems(1)
    End With
End Function

Public Function PickFile(ByVal Title As String, ByVal Patterns As String) As String
    With Application.FileDialog(PICK_FILE)
        .Title = Title
        .AllowMultiSelect = False
        .Filters.Clear
        .Filters.Add Patterns, Patterns
        If .Show Then PickFile = .SelectedItems(1)
    End With
End Function

' What was typed, empty when the person cancelled; what is no number the command refuses.
Public Function AskNumber(ByVal Question As String) As String
    AskNumber = Trim(InputBox(Question, Conf("TEXT_title"), "1"))
End Function

' Without waiting, and not hidden: pythonw has no window, but Windows might hide its first message box with it.
' Where that is not possible the add-in says so, and which launchers do the same.
Public Sub Start(ByVal CommandLine As String)
    On Error GoTo NotStarted
    CreateObject("WScript.Shell").Run CommandLine, 1, False
    Exit Sub
NotStarted:
    If Err.Number = FILE_NOT_FOUND Or Err.Number = PATH_NOT_FOUND Then
        MsgBox Conf("TEXT_missing"), vbExclamation, Conf("TEXT_title")
    Else
        MsgBox Conf("TEXT_blocked"), vbExclamation, Conf("TEXT_title")
    End If
End Sub

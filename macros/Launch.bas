Attribute VB_Name = "Launch"
Option Explicit
Option Private Module

' Starts a command of cunbiao in a Python process of its own; Excel does not wait for it.
'
' What is started, and every text shown, stands in the sheet cunbiao.conf of this add-in and nowhere else:
' no sheet of another workbook and no file can name another program. Of the active workbook only the name is read.
' The command line is pure ASCII: names and paths go as the hexadecimal UTF-16 units of their characters.

Public Sub RunPython(ByVal Command As String)
    RunWith Command, ""
End Sub

' As RunPython, with what the command is to work on.
Private Sub RunWith(ByVal Command As String, ByVal Given As String)
    Start CommandLine(Command, Given)
End Sub

' As RunPython, after the person picked a folder; nothing happens when he cancels.
Public Sub RunWithFolder(ByVal Command As String)
    Dim Folder As String
    Folder = PickFolder(Conf("TEXT_" & Command))
    If Folder <> "" Then RunWith Command, Folder
End Sub

' As RunPython, after the person picked a file that matches one of the patterns.
Public Sub RunWithFile(ByVal Command As String, ByVal Patterns As String)
    Dim File As String
    File = PickFile(Conf("TEXT_" & Command), Patterns)
    If File <> "" Then RunWith Command, File
End Sub

' As RunPython, after the person said how many; nothing happens when he cancels.
Public Sub RunWithNumber(ByVal Command As String)
    Dim Number As String
    Number = AskNumber(Conf("TEXT_" & Command))
    If Number <> "" Then RunWith Command, Number
End Sub

Private Function CommandLine(ByVal Command As String, ByVal Given As String) As String
    CommandLine = """" & Conf("PYTHON") & """ -E -P -X utf8 -m addin " & Command & _
        " --hwnd=" & WindowHandle() & _
        " --book=" & HexOf(ActiveBookName()) & _
        " --given=" & HexOf(Given) & _
        " --version=" & Conf("VERSION")
End Function

' The value beside a name in the configuration sheet, empty when there is no such name.
Public Function Conf(ByVal Name As String) As String
    Dim Row As Long
    Row = 1
    With ThisWorkbook.Worksheets("cunbiao.conf")
        Do While .Cells(Row, 1).Value <> ""
            If .Cells(Row, 1).Value = Name Then Conf = .Cells(Row, 2).Value
            Row = Row + 1
        Loop
    End With
End Function

' Four hexadecimal digits for each UTF-16 unit. AscW is negative from &H8000 on.
Public Function HexOf(ByVal Text As String) As String
    Dim Position As Long
    For Position = 1 To Len(Text)
        HexOf = HexOf & Right("000" & Hex(AscW(Mid(Text, Position, 1)) And &HFFFF&), 4)
    Next
End Function

' Empty when no workbook is open, or only one in protected view.
Private Function ActiveBookName() As String
    If Not ActiveWorkbook Is Nothing Then ActiveBookName = ActiveWorkbook.Name
End Function

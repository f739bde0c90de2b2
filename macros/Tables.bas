Attribute VB_Name = "Tables"
Option Explicit
Option Private Module

' Tables on sheets as arrays: read once, columns found by their headings, rows found by a text in a column.

' Far more rows than a form has headings: labels are looked for in the first rows only.
Private Const HEADING_ROWS As Long = 20
Private Const BUCKETS As Long = 4093

' What a function was given, as a two-dimensional array, rows first; Empty when it was given nothing.
Public Function GridOf(What As Variant) As Variant
    Dim Content As Variant, One(1 To 1, 1 To 1) As Variant
    If IsObject(What) Then
        Content = UsedPart(What)
    Else
        Content = What
    End If
    If IsEmpty(Content) Or IsArray(Content) Then
        GridOf = Content
    Else
        One(1, 1) = Content
        GridOf = One
    End If
End Function

' The content of a single cell or value.
Public Function CellOf(What As Variant) As Variant
    Dim Grid As Variant
    CellOf = Empty
    Grid = GridOf(What)
    If IsArray(Grid) Then CellOf = Grid(LBound(Grid, 1), LBound(Grid, 2))
End Function

' Whole columns reach far below the sheet's last row. Value2 leaves dates and amounts plain numbers; LibreOffice has only
' Value.
Private Function UsedPart(ByVal Cells As Object) As Variant
    Dim Part As Object
    UsedPart = Empty
    Set Part = Application.Intersect(Cells, Cells.Worksheet.UsedRange)
    If Part Is Nothing Then Exit Function
    On Error Resume Next
    UsedPart = Part.Value2
    If Err.Number <> 0 Then UsedPart = Part.Value
End Function

' The rows of a table, from 1; row 0 is not used. Headings holds for each wanted column the texts it may be headed by;
' the first is the key column, and rows without a key are no records. Filled heads the column that is 1 on records,
' where the sheet has it. Empty when the table has no heading for its key.
Public Function ReadTable(What As Variant, ByVal Headings As Variant, ByVal Filled As String) As Variant
    Dim Grid As Variant, Top As Long, Places() As Long, FilledAt As Long, Row As Long, Column As Long, Count As Long
    Dim Table() As Variant, Wanted As Long
    ReadTable = Empty
    Wanted = UBound(Headings) + 1
    Grid = GridOf(What)
    If Not IsArray(Grid) Then
        ReDim Table(0 To 0, 1 To Wanted)
        ReadTable = Table
        Exit Function
    End If
    Top = HeadingRow(Grid, Headings(0))
    If Top < LBound(Grid, 1) Then Exit Function
    ReDim Places(1 To Wanted)
    For Column = 1 To Wanted
        Places(Column) = ColumnOf(Grid, Top, Headings(Column - 1))
    Next
    FilledAt = ColumnOf(Grid, Top, Array(Filled))
    ReDim Table(0 To CountRecords(Grid, Top + 1, Places(1), FilledAt), 1 To Wanted)
    For Row = Top + 1 To UBound(Grid, 1)
        If IsRecord(Grid, Row, Places(1), FilledAt) Then
            Count = Count + 1
            For Column = 1 To Wanted
                If Places(Column) >= LBound(Grid, 2) Then Table(Count, Column) = Grid(Row, Places(Column))
            Next
        End If
    Next
    ReadTable = Table
End Function

Private Function CountRecords(Grid As Variant, ByVal First As Long, ByVal Key As Long, ByVal FilledAt As Long) As Long
    Dim Row As Long, Count As Long
    For Row = First To UBound(Grid, 1)
        If IsRecord(Grid, Row, Key, FilledAt) Then Count = Count + 1
    Next
    CountRecords = Count
End Function

Private Function IsRecord(Grid As Variant, ByVal Row As Long, ByVal Key As Long, ByVal FilledAt As Long) As Boolean
    If FilledAt < LBound(Grid, 2) Then
        IsRecord = Not IsBlank(Grid(Row, Key))
    Else
        IsRecord = (AsNumber(Grid(Row, FilledAt)) = 1)
    End If
End Function

' The row that holds a heading of the key column; the machine name, which comes first, before the labels.
Private Function HeadingRow(Grid As Variant, ByVal Names As Variant) As Long
    Dim Name As Variant, Row As Long, Last As Long
    Last = LBound(Grid, 1) + HEADING_ROWS - 1
    If Last > UBound(Grid, 1) Then Last = UBound(Grid, 1)
    For Each Name In Names
        For Row = LBound(Grid, 1) To Last
            HeadingRow = Row
            If ColumnOf(Grid, Row, Array(Name)) >= LBound(Grid, 2) Then Exit Function
        Next
    Next
    HeadingRow = LBound(Grid, 1) - 1
End Function

' The column headed by one of these texts, one less than the first column where there is none.
Private Function ColumnOf(Grid As Variant, ByVal Row As Long, ByVal Names As Variant) As Long
    Dim Name As Variant, Column As Long
    For Each Name In Names
        For Column = LBound(Grid, 2) To UBound(Grid, 2)
            ColumnOf = Column
            If VarType(Grid(Row, Column)) = vbString Then
                If Grid(Row, Column) = Name Then Exit Function
            End If
        Next
    Next
    ColumnOf = LBound(Grid, 2) - 1
End Function

' ---- Rows found by a text: for each bucket its first row, and for each row the next one of the same bucket

Public Function IndexOf(Table As Variant, ByVal Column As Long) As Variant
    Dim Heads() As Long, Links() As Long, Row As Long, Key As Variant, Home As Long
    ReDim Heads(0 To BUCKETS - 1)
    ReDim Links(0 To UBound(Table, 1))
    For Row = UBound(Table, 1) To 1 Step -1
        Key = AsText(Table(Row, Column))
        If Not IsEmpty(Key) Then
            Home = Bucket(Key)
            Links(Row) = Heads(Home)
            Heads(Home) = Row
        End If
    Next
    IndexOf = Array(Heads, Links)
End Function

' The next row after this one (0: the first) that holds a text in an indexed column, 0 when there is none.
Public Function NextRow(Table As Variant, ByVal Column As Long, Index As Variant, ByVal Row As Long, ByVal Key As Variant) As Long
    NextRow = 0
    If IsEmpty(Key) Then Exit Function
    If Row = 0 Then
        Row = Index(0)(Bucket(Key))
    Else
        Row = Index(1)(Row)
    End If
    Do While Row > 0
        If SameText(Table(Row, Column), Key) Then Exit Do
        Row = Index(1)(Row)
    Loop
    NextRow = Row
End Function

' By the last characters, in which household codes of a village differ.
Private Function Bucket(ByVal Key As String) As Long
    Dim Ending As String
    Ending = UCase$(Right$("000" & Key, 4))
    Bucket = (((CodeOf(Ending, 1) * 31 + CodeOf(Ending, 2)) * 31 + CodeOf(Ending, 3)) * 31 + CodeOf(Ending, 4)) Mod BUCKETS
End Function

Private Function CodeOf(ByVal Text As String, ByVal Place As Long) As Long
    CodeOf = AscW(Mid$(Text, Place, 1)) And &HFFF&
End Function

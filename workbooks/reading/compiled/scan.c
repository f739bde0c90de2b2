/* The markup of a worksheet as arrays, in one pass: what workbooks/reading/markup.py does with NumPy, and with the same
 * results. It knows the same ordinary sheet and gives up at everything else.
 *
 * At the end of the rows stands a "<", and behind it more bytes that may be looked at than any literal here is long: so
 * no search goes past the end, and no comparing leaves the text.
 */

#include <stddef.h>
#include <stdint.h>

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
/* What Windows asks of every library as it is loaded: nothing has to be made ready. */
int __stdcall DllMainCRTStartup(void *library, unsigned long reason, void *reserved) {
    (void)library, (void)reason, (void)reserved;
    return 1;
}
#else
#define EXPORTED __attribute__((visibility("default")))
#endif

enum { NUMBER, SHARED, TEXT, INLINE, BOOLEAN, ERROR };
enum { OUT_OF_THE_ORDINARY = -1 };
enum { MAX_ROWS = 1048576, MAX_COLUMNS = 16384, ALPHABET = 26 };
enum { STRETCH = 64 };
enum { ROW_DIGITS = 7, STYLE_DIGITS = 5, STRING_DIGITS = 7 };

#define PRESERVED " xml:space=\"preserve\">"
#define EACH_BYTE UINT64_C(0x0101010101010101)

/* Known lengths are compared in place: no library is asked, so none has to be there. */
#define STARTS(at, literal) (__builtin_memcmp((at), (literal), sizeof(literal) - 1) == 0)

typedef const uint8_t *Place;

/* One entry a cell; the field names are those of Cells in cells.py. */
typedef struct {
    int64_t *row, *column, *style, *start, *end, *string;
    uint8_t *kind, *formula, *loose;
} Cells;

typedef struct {
    int64_t column, style;
    uint8_t kind;
} Head;

typedef struct {
    Place start, end;
    int has_value, is_text, loose, formula;
} Content;

/* There is one at the end, at the latest. */
static Place next_tag(Place at) {
    for (uint64_t bytes;; at += sizeof(bytes)) {
        __builtin_memcpy(&bytes, at, sizeof(bytes));
        bytes ^= EACH_BYTE * '<';
        bytes = (bytes - EACH_BYTE) & ~bytes & (EACH_BYTE << 7);
        if (bytes) return at + __builtin_ctzll(bytes) / 8;
    }
}

static int is_hexadecimal(uint8_t own) {
    return (own >= '0' && own <= '9') || (own >= 'A' && own <= 'F') || (own >= 'a' && own <= 'f');
}

/* The place behind a number of at most so many digits; NULL where there is none. */
static Place number(Place at, int most, int64_t *value) {
    Place first = at;
    for (*value = 0; *at >= '0' && *at <= '9'; at++) {
        if (at - first == most) return NULL;
        *value = *value * 10 + (*at - '0');
    }
    return at > first ? at : NULL;
}

static int is_escape(Place at) {
    return at[1] == 'x' && is_hexadecimal(at[2]) && is_hexadecimal(at[3]) && is_hexadecimal(at[4]) &&
           is_hexadecimal(at[5]) && at[6] == '_';
}

/* Control characters, which XML refuses or changes, and escapes (_x000D_), which stand for other characters. */
static int has_odd_characters(Place at, Place end) {
    while (at < end) {
        Place first = at;
        uint8_t control = 0, underscore = 0;
        /* Many at a time, which compilers do by themselves. */
        for (int each = 0; each < STRETCH && at < end; each++, at++) {
            control |= (*at < ' ') & (*at != '\n') & (*at != '\t');
            underscore |= *at == '_';
        }
        if (control) return 1;
        if (!underscore) continue;
        for (; first < at; first++)
            if (*first == '_' && is_escape(first)) return 1;
    }
    return 0;
}

static int is_hidden(Place head, Place end) {
    for (; head < end; head++)
        if (STARTS(head, " hidden=\"1\"") || STARTS(head, " hidden=\"true\"")) return 1;
    return 0;
}

/* The column of a reference in the row whose number is written so, with a quote behind it; and the place behind it. */
static Place reference(Place at, Place written, int64_t *column) {
    *column = 0;
    for (int letters = 0; *at >= 'A' && *at <= 'Z'; letters++, at++) {
        if (letters == 3) return NULL;
        *column = *column * ALPHABET + (*at - 'A' + 1);
    }
    *column -= 1;
    if (*column < 0 || *column >= MAX_COLUMNS) return NULL;
    for (; *at == *written; at++, written++)
        if (*at == '"') return at + 1;
    return NULL;
}

/* Nothing, s="7", t="s" or both in this order, and the ">" in front of the next tag. */
static int attributes(Place at, Place next, Head *head) {
    head->style = 0;
    if (STARTS(at, " s=\"")) {
        at = number(at + 4, STYLE_DIGITS, &head->style);
        if (at == NULL || *at++ != '"') return 0;
    }
    head->kind = NUMBER;
    if (STARTS(at, " t=\"str\"")) {
        head->kind = TEXT;
        at += 8;
    } else if (STARTS(at, " t=\"inlineStr\"")) {
        head->kind = INLINE;
        at += 14;
    } else if (STARTS(at, " t=\"")) {
        switch (at[4]) {
            case 's': head->kind = SHARED; break;
            case 'n': break;
            case 'b': head->kind = BOOLEAN; break;
            case 'e': head->kind = ERROR; break;
            default: return 0;
        }
        if (at[5] != '"') return 0;
        at += 6;
    }
    return *at == '>' && at + 1 == next;
}

/* The place behind <f …/> or <f …>…</f>. */
static Place behind_formula(Place at) {
    if (at[2] != '>' && at[2] != ' ' && at[2] != '/') return NULL;
    Place next = next_tag(at + 1);
    if (next[-1] == '>' && next[-2] == '/') return next;
    return STARTS(next, "</f>") && next[4] == '<' ? next + 4 : NULL;
}

/* Behind <v> or <t> and before the next tag stands the value; the opening may say that white space counts. Returns that
 * tag; NULL when the opening says anything else.
 */
static Place value(Place name_end, Content *content) {
    content->loose = *name_end == '>';
    if (!content->loose && !STARTS(name_end, PRESERVED)) return NULL;
    content->start = name_end + (content->loose ? 1 : sizeof(PRESERVED) - 1);
    return content->end = next_tag(content->start);
}

static int is_space(uint8_t own) { return own == ' ' || own == '\n' || own == '\t'; }

/* White space around a text that does not say that it counts: a text of nothing else is empty. */
static void drop_white_space(Content *content) {
    Place first = content->start;
    content->loose = content->loose && content->end > first && (*first <= ' ' || content->end[-1] <= ' ');
    if (!content->loose) return;
    while (first < content->end && is_space(*first)) first++;
    if (first == content->end) content->end = content->start;
}

/* Perhaps a formula, then a value or nothing, or one text; the place behind the cell. */
static Place contents(Place at, Content *content) {
    content->formula = at[1] == 'f';
    content->is_text = at[1] == 'i';
    if (content->formula && (at = behind_formula(at)) == NULL) return NULL;
    content->start = content->end = at;
    content->has_value = content->loose = 0;
    if (content->is_text) {
        if (STARTS(at, "<is><t/></is></c>")) return at + 17;
        if (!STARTS(at, "<is><t") || (at = value(at + 6, content)) == NULL || !STARTS(at, "</t></is></c>")) return NULL;
        drop_white_space(content);
        return at + 13;
    }
    if (STARTS(at, "</c>")) return at + 4;
    content->has_value = 1;
    if (STARTS(at, "<v/></c>")) return at + 8;
    if (!STARTS(at, "<v") || (at = value(at + 2, content)) == NULL || !STARTS(at, "</v></c>")) return NULL;
    content->loose = 0;
    return at + 8;
}

/* Writes a cell down if it holds something or has a formula; 0 when its kind and its value contradict each other. */
static int written(Place text, int64_t row, Head head, const Content *content, const Cells *cells, int64_t *count) {
    int filled = content->end > content->start;
    int64_t string = 0;
    if (filled && (head.kind == INLINE) != content->is_text) return 0;
    /* A formula without any value was never computed, whatever kind of result it announces. */
    if (content->formula && !content->has_value) head.kind = NUMBER;
    /* A shared text without a number is no blank. */
    if (!filled && head.kind == SHARED && !content->formula && content->has_value) return 0;
    if (filled && head.kind == SHARED && number(content->start, STRING_DIGITS, &string) != content->end) return 0;
    if (!filled && (!content->formula || head.kind == TEXT || head.kind == INLINE)) return 1;
    int64_t at = (*count)++;
    cells->row[at] = row;
    cells->column[at] = head.column;
    cells->kind[at] = head.kind;
    cells->style[at] = filled && head.kind == NUMBER ? head.style : 0;
    cells->start[at] = content->start - text;
    cells->end[at] = content->end - text;
    cells->string[at] = string;
    cells->formula[at] = content->formula;
    cells->loose[at] = content->loose;
    return 1;
}

/* The cells of the rows between two places, the numbers of hidden rows, and how many of these there are.
 *
 * There is room for as many cells and rows as the text has space for. Returns the number of cells, or
 * OUT_OF_THE_ORDINARY.
 */
EXPORTED int64_t scan(Place text, int64_t first, int64_t last, const Cells *cells, int64_t *hidden, int64_t *hidden_count) {
    Place at = text + first, end = text + last;
    int64_t count = 0, row = 0, number_of_row;
    *hidden_count = 0;
    if (has_odd_characters(at, end)) return OUT_OF_THE_ORDINARY;
    while (at < end) {
        if (!STARTS(at, "<row r=\"")) return OUT_OF_THE_ORDINARY;
        Place digits = at + 8, quote = number(digits, ROW_DIGITS, &number_of_row);
        if (quote == NULL || *quote != '"' || number_of_row <= row || number_of_row > MAX_ROWS)
            return OUT_OF_THE_ORDINARY;
        row = number_of_row;
        Place next = next_tag(quote);
        if (next[-1] != '>') return OUT_OF_THE_ORDINARY;
        if (is_hidden(at, next)) hidden[(*hidden_count)++] = row;
        if (next[-2] == '/') {
            at = next;
            continue;
        }
        int64_t column = -1;
        for (at = next; at < end && at[1] == 'c';) {
            next = next_tag(at + 1);
            if (next[1] == 'c' || STARTS(next, "</row>")) {
                if (next[-1] != '>' || next[-2] != '/' || at[2] != ' ') return OUT_OF_THE_ORDINARY;
                at = next;
                continue;
            }
            Head head;
            Content content;
            if (!STARTS(at, "<c r=\"")) return OUT_OF_THE_ORDINARY;
            at = reference(at + 6, digits, &head.column);
            if (at == NULL || head.column <= column || !attributes(at, next, &head)) return OUT_OF_THE_ORDINARY;
            column = head.column;
            at = contents(next, &content);
            if (at == NULL || *at != '<' || !written(text, row, head, &content, cells, &count))
                return OUT_OF_THE_ORDINARY;
        }
        if (!STARTS(at, "</row>")) return OUT_OF_THE_ORDINARY;
        at += 6;
        if (*at != '<') return OUT_OF_THE_ORDINARY;
    }
    return at == end ? count : OUT_OF_THE_ORDINARY;
}

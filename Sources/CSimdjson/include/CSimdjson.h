#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A JSON parser with the memory of the text that it parsed last.
typedef struct csimdjson_parser csimdjson_parser;

/// What a parser found in a text; valid until it parses the next one.
///
/// The tape is simdjson's: 64-bit words with a tag in the highest byte and a payload in the rest. Word 0 is the root's;
/// the text's value begins at word 1.
///
/// | tag | value | payload |
/// | --- | --- | --- |
/// | `{` `[` | object, array; its members follow, a name before each value of an object | low 32 bits: the word after its end |
/// | `}` `]` | end of one | |
/// | `"` | string or name | where in `strings` it begins: its length in 32 bits, then its bytes, unescaped |
/// | `l` `u` `d` | number: the next word is an int64, an uint64, a double | |
/// | `t` `f` `n` | `true`, `false`, `null` | |
typedef struct {
  const uint64_t *tape;
  const uint8_t *strings;
} csimdjson_document;

/// How many bytes after a text must be readable, whatever they are.
size_t csimdjson_padding(void);

/// A parser, or `NULL` if there is no memory for one. `depth` is how deeply objects and arrays may nest.
csimdjson_parser *csimdjson_create(size_t depth);

/// Frees a parser.
void csimdjson_destroy(csimdjson_parser *parser);

/// Parses one JSON value of `count` bytes of text, after which `csimdjson_padding()` more are readable.
///
/// Returns false if the text is no single JSON value in UTF-8, nests too deeply, has a number that neither 64 bits nor a
/// finite double can hold, or needs more memory than there is.
bool csimdjson_parse(csimdjson_parser *parser, const uint8_t *text, size_t count, csimdjson_document *document);

#ifdef __cplusplus
}
#endif

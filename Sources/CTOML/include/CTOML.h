#ifndef CTOML_H
#define CTOML_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a TOML document says, as JSON, or what is wrong with it.
struct ctoml_result {
  /// The document as JSON, or a description of the error; to be released by `ctoml_release`. NULL if there is no memory.
  char *text;
  size_t length;
  /// Where the error is, both counted from 1; 0 where there is none.
  unsigned line;
  unsigned column;
};

/// Reads `length` bytes of UTF-8. Dates and times become strings, what is not finite becomes null.
struct ctoml_result ctoml_json(const char *bytes, size_t length);

/// Releases the text of a result.
void ctoml_release(char *text);

#ifdef __cplusplus
}
#endif

#endif

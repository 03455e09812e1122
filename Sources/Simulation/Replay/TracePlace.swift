/// A turn of a record, for messages.
struct TracePlace {
  let episode: String
  let turn: Int

  func error(found: String, expected: String) -> TraceMatchError {
    .impossible(episode: episode, turn: turn, found: found, expected: expected)
  }
}

@testable import Trajectories

/// Reads text as the file `trace.jsonl`, with simdjson's tapes where they suffice, or line by line as records.
func read(
  _ text: String, usingTapes usesTapes: Bool, pieceSize: Int = TextLines.pieceSize
) throws(TraceError) -> TrajectoryBatch {
  let source = ByteSource(Array(text.utf8), named: "trace.jsonl")
  return try TraceReader.read(EpisodeLines(source, pieceSize: pieceSize, usesTapes: usesTapes))
}

/// What a reader makes of a trace: columns down to the numbering of the symbols, or the sentence of an error.
struct Reading: Equatable, CustomStringConvertible {
  private(set) var error: String?
  private var batch: PlainBatch?
  private var symbols: [SymbolTable] = []

  init(_ read: () throws(TraceError) -> TrajectoryBatch) {
    do {
      let batch = try read()
      self.batch = PlainBatch(batch)
      let tables = batch.symbols
      symbols = [tables.tasks, tables.agents, tables.keys, tables.actions]
    } catch {
      self.error = error.description
    }
  }

  init(of text: String, usingTapes: Bool, pieceSize: Int = TextLines.pieceSize) {
    self.init { () throws(TraceError) in try read(text, usingTapes: usingTapes, pieceSize: pieceSize) }
  }

  var description: String { error ?? "\(batch.map { "\($0.columns) \($0.episodes)" } ?? "")" }
}

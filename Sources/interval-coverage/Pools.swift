import Ascribe
import Foundation

/// Long runs of batches; kept in a folder, another rule of intervals costs no other run.
///
/// A file has what was run in its first line and a batch in each other one.
struct Pools {
  /// Where runs are kept; `nil` keeps none.
  let folder: String?
  /// What runs depend on beside their command and scenario.
  let settings: String

  /// What was measured on the first batches of an experiment: read as far as it was kept, run from there on.
  func measures<Made: Experiment>(
    of made: Made, batches: Int, command: String, scenario: String
  ) throws -> [Made.Measure.Partial] {
    let title = "\(command) \(scenario); \(settings)"
    guard let folder else { return try made.measures(on: 0..<batches).partials }
    let name = "\(command)-\(scenario)".map { $0.isLetter || $0.isNumber ? $0 : "-" }
    let file = URL(fileURLWithPath: folder).appendingPathComponent(String(name) + ".jsonl")
    var partials: [Made.Measure.Partial] = []
    if let kept = try? Data(contentsOf: file) {
      let lines = kept.split(separator: UInt8(ascii: "\n"))
      if let first = lines.first, String(decoding: first, as: UTF8.self) == title {
        let decoder = JSONDecoder()
        for line in lines.dropFirst().prefix(batches) {
          // The last line of a run that was stopped is no batch.
          guard let partial = try? decoder.decode(Made.Measure.Partial.self, from: Data(line)) else { break }
          partials.append(partial)
        }
      }
    }
    guard partials.count < batches else { return partials }
    let more = try made.measures(on: partials.count..<batches).partials
    partials += more
    let encoder = JSONEncoder()
    var bytes = Data((title + "\n").utf8)
    for partial in partials {
      bytes.append(try encoder.encode(partial))
      bytes.append(UInt8(ascii: "\n"))
    }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try bytes.write(to: file, options: .atomic)
    return partials
  }
}

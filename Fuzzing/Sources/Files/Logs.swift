import FuzzTargets
@testable import Importers
import Trajectories

/// A log is refused or becomes a trace that is read.
func readLog(_ bytes: [UInt8]) { importing(bytes, "auto", nil) }

/// A mapping, up to the first blank line, with a log behind it: both are refused or make a trace that is read.
func readMapping(_ bytes: [UInt8]) {
  let end = bytes.indices.first { $0 > 0 && bytes[$0] == 0x0A && bytes[$0 - 1] == 0x0A } ?? bytes.endIndex
  do throws(TraceError) {
    let mapping = try RowMapping(Array(bytes[..<end]), named: "input")
    importing(Array(bytes[min(end + 1, bytes.count)...]), "mapping", mapping)
  } catch {
    checkSentence("\(error)")
  }
}

private func importing(_ bytes: [UInt8], _ format: String, _ mapping: RowMapping?) {
  for isLenient in [false, true] {
    var options = ImportOptions(
      outcome: OutcomeRule("score>=0.5,failure") ?? OutcomeRule(), isLenient: isLenient, mapping: mapping)
    options.isWhole = true
    var lines: [UInt8] = []
    do {
      let account = try LogImport(format, options).run(bytes, named: "input") { lines += $0 }
      let batch = try TraceReader.read(lines, named: "written")
      check(account.episodes == batch.episodeCount, "the account has another number of episodes")
    } catch let error as TraceError {
      checkSentence("\(error)")
    } catch {
      fail("\(error)")
    }
  }
}

import DecPOMDP
import FuzzTargets

/// A `.dpomdp` file is refused or makes a model; a model that is written reads back the same; and notes change nothing but what
/// is noted. The bounds are small, so that every input is quick.
func readProblem(_ bytes: [UInt8]) {
  var limits = DPOMDPLimits()
  limits.agents = 8
  limits.names = 64
  limits.rows = 4096
  limits.jointObservations = 1024
  limits.numbers = 1 << 16
  limits.fills = 1 << 16
  limits.cells = 1 << 18
  do throws(DPOMDPFileError) {
    let model = try DPOMDPFile(bytes, named: "input", limits: limits).model
    // A file with spelled-out rows is longer than what it was read from.
    let again = try DPOMDPFile(model.fileBytes(), named: "written").model
    check(again == model.withFileNames(), "the written model reads back differently")
  } catch {
    check(error.file == "input" && !error.description.isEmpty, "\(error)")
  }
  // Notes look at every cell that is set, so their bound may refuse what is read without them; never the reverse.
  if let noted = try? DPOMDPFile(bytes, named: "input", notes: true, limits: limits) {
    let plain = try? DPOMDPFile(bytes, named: "input", limits: limits)
    check(plain?.model == noted.model, "notes change the model")
  }
}

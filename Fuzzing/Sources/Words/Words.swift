@testable import Ascribe
@testable import AscribeCommand
import FuzzTargets
import Trajectories

/// A call `name(key=value)` and a list of them are refused or read, and read back the same; a method and a scenario of the
/// catalogue that are called so are made, or refused.
func readCall(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  do throws(CallError) {
    let call = try Call(text)
    let again = try Call(call.description)
    check(again == call, "\(call) reads back as \(again)")
  } catch {
    check("\(error)".contains("name(key=value"), "\(error)")
  }
  guard let calls = try? Call.list(text) else { return }
  for call in calls {
    do {
      _ = try MethodRequest(call)
    } catch {
      check(!"\(error)".isEmpty, "an error without words")
    }
  }
}

/// An expression of state keys is refused or read, reads back the same from what it is written as, and keys a batch or says
/// why not.
func readStateKey(_ bytes: [UInt8]) {
  do throws(StateKeyError) {
    let rule = try StateKeyRule(String(decoding: bytes, as: UTF8.self))
    let again = try StateKeyRule(rule.description)
    check(again.description == rule.description, "\(rule) reads back as \(again)")
    var use = StateKeyUse()
    let learned = try rule.learning(from: batch)
    let keyed = try learned.rekeyed(batch, use: &use)
    check(keyed.turnCount == batch.turnCount, "turns are lost")
  } catch {
    check(!"\(error)".isEmpty, "an error without words")
  }
}

/// The defaults of a project, as TOML or, behind a blank, as JSON, are refused or read and applied to a call.
func readConfiguration(_ bytes: [UInt8]) {
  do {
    let defaults = try ProjectDefaults(table(bytes))
    _ = try defaults.applied(to: ["run", "relay"])
    _ = try defaults.applied(to: ["runs", "list"])
  } catch let error as TraceError {
    checkSentence("\(error)")
  } catch {
    fail("\(error)")
  }
}

/// A plan of runs, as TOML or, behind a blank, as JSON, is refused or read.
func readPlan(_ bytes: [UInt8]) {
  do {
    let plan = try SweepPlan(table(bytes))
    check((1...SweepPlan.mostCells).contains(plan.cells.count), "\(plan.cells.count) runs")
    check(Set(plan.cells.map(\.arguments)).count == plan.cells.count, "a run twice")
  } catch let error as TraceError {
    checkSentence("\(error)")
  } catch {
    fail("\(error)")
  }
}

private func table(_ bytes: [UInt8]) throws(TraceError) -> JSONNode {
  try TOMLFile.read(bytes, named: "input", isJSON: bytes.first == UInt8(ascii: " "))
}

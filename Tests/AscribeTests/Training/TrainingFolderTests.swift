import Foundation
import Simulation
import TestSupport
import Testing

@testable import Ascribe

/// The files of a study of learning, and how it goes on after an interruption.
@Suite struct TrainingFolderTests {
  private func plan(seed: UInt64 = 3, _ configure: (inout TrainingPlan) throws -> Void = { _ in }) throws
    -> TrainingPlan
  {
    try trainingPlan("coupling", methods: "grpo,exact-gradient", seeds: 2, seed: seed) {
      $0.grid = [0.1, 1]
      try configure(&$0)
    }
  }

  private func files(_ path: String) throws -> [String: String] {
    var files: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      files[name] = try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }
    return files
  }

  private func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  /// Interrupted after some runs, in the middle of a line: all files are the bytes of a study that was not.
  @Test func anInterruptedStudyGoesOn() throws {
    try withTemporaryFolder { root in
      try train(plan(), in: "\(root)/whole")
      let whole = try files("\(root)/whole")
      #expect(whole.keys.sorted() == ["curves.csv", "plan.json", "results.json", "runs.jsonl"])
      for (place, cut) in [(1, 0), (5, 7), (6, 200), (0, 0)] {
        let path = "\(root)/\(place)"
        #expect(throws: Interrupted.self) { try train(plan(), in: path, stoppingAfter: place) }
        let runs = try #require(try files(path)["runs.jsonl"])
        #expect(runs.split(separator: "\n").count == place)
        try write(String(runs.dropLast(cut)), to: "\(path)/runs.jsonl")
        try train(plan(), in: path)
        #expect(try files(path) == whole)
      }
      // Once it is done there is nothing left to do.
      try train(plan(), in: "\(root)/whole", stoppingAfter: 0)
      #expect(try files("\(root)/whole") == whole)
      // Without its runs a plan begins anew.
      try FileManager.default.removeItem(atPath: "\(root)/whole/runs.jsonl")
      try train(plan(), in: "\(root)/whole")
      #expect(try files("\(root)/whole") == whole)
    }
  }

  @Test func curvesAreATable() throws {
    try withTemporaryFolder { root in
      try train(plan(), in: root + "/new")
      let lines = try #require(try files(root + "/new")["curves.csv"]).split(separator: "\n")
      #expect(lines[0] == "arm,rate,tuning,start,seed,update,turns,return")
      #expect(lines[1].hasPrefix("\"grpo\",0.1,1,0,0,0,0.0,"))
      #expect(lines.allSatisfy { $0.split(separator: ",").count == 8 })
    }
  }

  @Test func theFolderOfAnotherStudyIsRefused() throws {
    try withTemporaryFolder { root in
      let path = "\(root)/study"
      #expect(throws: Interrupted.self) { try train(plan(), in: path, stoppingAfter: 2) }
      let before = try files(path)
      func refuse(_ other: TrainingPlan, _ difference: String) {
        #expect(throws: TrainingFolderError.otherStudy(path: path, difference: difference)) {
          try TrainingFolder(path, plan: other)
        }
      }
      refuse(try plan(seed: 4), "it has \"seed\" : 3, this one \"seed\" : 4")
      refuse(try plan { $0.checks = 4 }, "it has \"checks\" : 5, this one \"checks\" : 4")
      refuse(
        try plan { $0.shaping.centres = true }, "it has \"centres\" : false, this one \"centres\" : true")
      // The same tables and names, another policy on them.
      var study = try plan().study
      let mdp = try study.requireTables().mdp
      study.simulator = CompiledSimulator(mdp, policy: .uniform(on: mdp))
      let behaviour = TabularPolicy.behaviour(of: mdp).fingerprint
      let uniform = TabularPolicy.uniform(on: mdp).fingerprint
      let other = try TrainingPlan(study, arms: plan().arms, budget: plan().budget) {
        $0.grid = [0.1, 1]
        ($0.starts, $0.seeds) = (2, 2)
      }
      if behaviour != uniform {
        refuse(other, "it has \"policy\" : \"\(behaviour)\", this one \"policy\" : \"\(uniform)\"")
      }
      #expect(try files(path) == before)
    }
  }

  @Test func theFolderOfSomethingElseIsRefused() throws {
    try withTemporaryFolder { root in
      try write("mine", to: "\(root)/notes.txt")
      #expect(throws: TrainingFolderError.notEmpty(path: root, found: "notes.txt")) {
        try TrainingFolder(root, plan: plan())
      }
      #expect(try files(root) == ["notes.txt": "mine"])
      #expect(throws: (any Error).self) { try TrainingFolder("\(root)/notes.txt", plan: plan()) }
      #expect(try files(root) == ["notes.txt": "mine"])
    }
  }

  /// A line in the middle that is no run, and one of an arm that the study has not, are named by their numbers.
  @Test func runsThatAreNoneAreRefused() throws {
    try withTemporaryFolder { root in
      let path = "\(root)/study"
      #expect(throws: Interrupted.self) { try train(plan(), in: path, stoppingAfter: 3) }
      let file = "\(path)/runs.jsonl"
      let lines = try #require(try files(path)["runs.jsonl"]).split(separator: "\n").map(String.init)
      func refuse(_ lines: [String], line: Int, _ flaw: String) throws {
        try write(lines.joined(separator: "\n") + "\n", to: file)
        #expect(throws: TrainingFolderError.notARun(path: file, line: line, flaw: flaw)) {
          try TrainingFolder(path, plan: plan())
        }
      }
      try refuse([lines[0], "{}", lines[2]], line: 2, "is no run")
      try refuse(
        [lines[0], lines[1].replacing("\"arm\":0", with: "\"arm\":7"), lines[2]], line: 2,
        "has an arm, start or seed that the study has not")
      try refuse(
        [lines[0].replacing("\"turns\":[0,", with: "\"turns\":[")], line: 1,
        "has not one return for every update, at growing numbers of turns")
    }
  }
}

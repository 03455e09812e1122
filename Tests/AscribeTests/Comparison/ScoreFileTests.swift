import Ground
@testable import Ascribe
import CreditStatistics
import Foundation
import Testing
import TestSupport
import Trajectories

/// Archives for numpy, tables of comma-separated values, and scores of several scenarios.
@Suite struct ScoreFileTests {
  /// A zip archive as an independent reader finds it: from the directory at its end, checking every checksum.
  private static func unzipped(_ bytes: [UInt8]) throws -> [(name: String, content: [UInt8])] {
    let number = { (offset: Int, count: Int) in
      (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
    let end = bytes.count - 22
    try #require(number(end, 4) == 0x0605_4B50)
    try #require(number(end + 20, 2) == 0)
    var place = number(end + 16, 4)
    try #require(place + number(end + 12, 4) == end)
    var files: [(String, [UInt8])] = []
    for _ in 0..<number(end + 10, 2) {
      try #require(number(place, 4) == 0x0201_4B50)
      try #require(number(place + 10, 2) == 0, "the file is compressed")
      let size = number(place + 24, 4)
      try #require(size == number(place + 20, 4))
      let nameLength = number(place + 28, 2)
      let name = String(decoding: bytes[place + 46..<place + 46 + nameLength], as: UTF8.self)
      let local = number(place + 42, 4)
      try #require(number(local, 4) == 0x0403_4B50)
      try #require(bytes[local + 4..<local + 28] == bytes[place + 6..<place + 30])
      let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
      let content = Array(bytes[start..<start + size])
      try #require(Int(checksum(content)) == number(place + 16, 4))
      files.append((name, content))
      place += 46 + nameLength + number(place + 30, 2) + number(place + 32, 2)
    }
    try #require(place == end)
    return files
  }

  /// CRC-32, bit by bit.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var remainder: UInt32 = .max
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1 }
    }
    return ~remainder
  }

  /// The shape and numbers of a `.npy` file.
  private static func array(_ bytes: [UInt8]) throws -> (shape: [Int], values: [Double]) {
    try #require(Array(bytes.prefix(8)) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0])
    let length = Int(bytes[8]) | Int(bytes[9]) << 8
    try #require((10 + length) % 64 == 0)
    let header = String(decoding: bytes[10..<10 + length], as: UTF8.self)
    try #require(
      header.hasPrefix("{'descr': '<f8', 'fortran_order': False, 'shape': (") && header.hasSuffix("\n"))
    let shape = header.split(separator: "(")[1].prefix { $0 != ")" }.split(separator: ",").compactMap {
      Int($0.trimmingCharacters(in: .whitespaces))
    }
    let data = Array(bytes[(10 + length)...])
    try #require(data.count == 8 * shape.reduce(1, *))
    let values = Swift.stride(from: 0, to: data.count, by: 8).map { start -> Double in
      let bits = data[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return Double(bitPattern: bits)
    }
    return (shape, values)
  }

  @Test func archivesAreReadBack() throws {
    #expect(Self.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    let matrices = [
      NumpyArchive.Matrix(name: "grpo", rows: 3, values: [1, -2.5, .nan, 4e-300, 0, -0.0]),
      NumpyArchive.Matrix(name: "c3(alternatives=8)", rows: 1, values: [.infinity]),
      NumpyArchive.Matrix(name: "ärger", rows: 0, values: []),
    ]
    let files = try Self.unzipped(try NumpyArchive.bytes(matrices))
    #expect(files.map(\.name) == ["grpo.npy", "c3(alternatives=8).npy", "ärger.npy"])
    for (file, matrix) in zip(files, matrices) {
      let array = try Self.array(file.content)
      guard case .rows(let rows, let values) = matrix.content else {
        Issue.record("\(matrix.name) is no matrix")
        continue
      }
      #expect(array.shape == [rows, rows == 0 ? 0 : values.count / rows])
      #expect(array.values.map(\.bitPattern) == values.map(\.bitPattern))
    }
    #expect(try NumpyArchive.bytes(matrices) == NumpyArchive.bytes(matrices))
    #expect(try Self.unzipped(try NumpyArchive.bytes([])).isEmpty)
  }

  private func comparisons(_ scenarios: [String], _ methods: String) throws
    -> [ScenarioComparison]
  {
    try scenarios.map { name in
      var plan = try ComparisonTests.plan(methods, name, batches: 4)
      plan.study.names = ScenarioNames(label: name)
      return try Comparison(plan).run()
    }
  }

  @Test func scoresAreRunsByScenarios() throws {
    let found = try comparisons(["coupling", "single"], "grpo,graphgpo")
    let scores = try #require(ScenarioScores(found))
    #expect(scores.runs == 4)
    #expect(!scores.hasUndefined)
    let files = try Self.unzipped(try scores.archive())
    for (method, file) in files.enumerated() {
      let array = try Self.array(file.content)
      #expect(array.shape == [4, 2])
      for run in 0..<4 {
        for (scenario, entry) in found.enumerated() {
          #expect(
            array.values[2 * run + scenario]
              == entry.methods[method].alignmentByBatch[run].optional)
        }
      }
    }
    // The interquartile mean of eight numbers is that of the middle four.
    let sorted = scores.scores[0].sorted()
    let middle = sorted[2..<6].reduce(0, +) / 4
    #expect(near([try #require(scores.interquartileMeans[0].mean.optional)], [middle]))
    // The probability by its definition.
    var wins = 0.0
    for scenario in 0..<2 {
      for one in 0..<4 {
        for other in 0..<4 {
          let (a, b) = (scores.scores[0][2 * one + scenario], scores.scores[1][2 * other + scenario])
          wins += a > b ? 1 : a == b ? 0.5 : 0
        }
      }
    }
    #expect(near([try #require(scores.improvement(of: 0, over: 1).mean.optional)], [wins / 32]))
    // Its interval is the jackknife's over runs, on the scale of Fisher's z, with Student's t of three degrees of freedom.
    let all = scores.scores[0]
    let without = (0..<4).map { run in
      // Of six numbers the middle four: whole numbers are cut.
      let rest = all.indices.filter { $0 / 2 != run }.map { all[$0] }.sorted()
      return rest[1..<5].reduce(0, +) / 4
    }
    let center = without.reduce(0, +) / 4
    let error = (without.reduce(0) { $0 + ($1 - center) * ($1 - center) } * 3 / 4).squareRoot()
    let step = 3.1824463052837078 * error / (1 - middle * middle)
    let ends = try #require(scores.interquartileMeans[0].interval.optional)
    #expect(near([ends.lower, ends.upper], [tanh(atanh(middle) - step), tanh(atanh(middle) + step)], 1e-9))
    let ranks = try #require(scores.ranks.optional)
    #expect(near([ranks.meanRanks.reduce(0) { $0 + $1.estimate }], [3]))
  }

  @Test func undefinedScoresAreNaNAndHaveNoAggregates() throws {
    let scores = try #require(ScenarioScores(try comparisons(["coupling", "luck"], "grpo,coma")))
    #expect(scores.hasUndefined)
    #expect(scores.scores[0].enumerated().allSatisfy { $1.isNaN == ($0 % 2 == 1) })
    #expect(scores.interquartileMeans[0].mean == .undefined(.notFinite))
    #expect(scores.ranks.reason == .notFinite)
    #expect(ScenarioScores([]) == nil)
  }

  /// All gradients are held against one: methods whose credits compare something else are ranked all the same.
  @Test func otherContrastsAreRanked() throws {
    let scores = try #require(ScenarioScores(try comparisons(["coupling"], "c3(alternatives=2),difference")))
    #expect(scores.ranks.optional != nil)
    #expect(scores.improvement(of: 0, over: 1).mean.optional != nil)
  }

  /// Every line has as many fields as the header, quoted where they hold commas; each undefined value has its reason.
  @Test func tablesAreWellFormed() throws {
    let found = try comparisons(["coupling", "luck"], "grpo,c3(alternatives=2,continuations=2)")
    let lines = ComparisonTable(found).lines
    let rows = lines.map(Self.fields)
    #expect(rows[0].last == "undefined" && rows[0].count == 13)
    for row in rows.dropFirst() {
      #expect(row.count == 13, "\(row)")
      #expect((row[6] == "") == (row[12] != ""), "\(row)")
      #expect(row[6] == "" || Double(row[6]) != nil)
    }
    let spearman = rows.filter { $0[5] == "spearman" }
    #expect(spearman.map { $0[0] } == ["coupling", "coupling", "luck", "luck"])
    #expect(spearman[1][1] == "c3(alternatives=2,continuations=2)")
    #expect(
      Double(spearman[0][6]) == found[0].methods[0].agreement.spearman.mean.optional)
    #expect(Set(rows.dropFirst().map { $0[2] }) == ["all", "agent", "turn", "cell"])
  }

  /// The fields of one line.
  private static func fields(_ line: String) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}

import Foundation
import RunStore
import TestSupport
import Testing

/// What is stored is read back, by another process as by the same.
@Suite struct StoreTests {
  @Test func aRunIsReadBackAsItWasStored() throws {
    try withStorePath { path in
      let writer = try Store(path, creating: true)
      let id = try writer.begin(sampleStart(name: "first"))
      #expect(id.count == 32)
      #expect(try writer.run(id).status == .running)
      try writer.end(id, sampleEnd())
      writer.end()
      let reader = try Store(path, creating: false)
      let run = try reader.run(String(id.prefix(6)))
      let start = sampleStart(name: "first")
      #expect(run.id == id)
      #expect(run.experiment == "relay")
      #expect(run.name == "first")
      #expect(run.arguments == start.arguments)
      #expect([run.folder, run.user, run.version] == ["/work", "anna", "0.9.0"])
      #expect(run.parameters == start.parameters)
      #expect(run.tags == start.tags)
      #expect(run.seed == "18446744073709551615")
      #expect(run.status == .finished)
      #expect(run.exitCode == 0)
      #expect(run.fingerprint == "9c1c")
      let ended = try #require(run.ended)
      #expect(run.started <= ended && run.started > 1_600_000_000_000)
      #expect(try reader.metrics(of: id) == sampleEnd().metrics)
      #expect(try reader.flaws() == [])
    }
  }

  @Test func artefactsAreKeptByTheirSize() throws {
    try withStorePath { path in
      let store = try Store(path, creating: true)
      let id = try store.begin(sampleStart())
      try store.end(id, sampleEnd())
      let artefacts = try store.artefacts(of: id)
      #expect(artefacts.map(\.name) == ["result.json", "standard output", "trace.jsonl"])
      #expect(artefacts.map(\.place) == [.row, .outside, .file])
      #expect(artefacts.map(\.size) == [2, 3, largeBytes.count])
      #expect(
        artefacts[1].digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
      #expect(try store.bytes(of: "result.json", run: id) == Array("{}".utf8))
      #expect(try store.bytes(of: "trace.jsonl", run: id) == largeBytes)
      let digest = artefacts[2].digest
      let file = "\(path).files/\(digest.prefix(2))/\(digest.dropFirst(2))"
      #expect(FileManager.default.contents(atPath: file) == Data(largeBytes))
      #expect(throws: StoreError.self) { try store.bytes(of: "standard output", run: id) }
      try Data("other".utf8).write(to: URL(filePath: file))
      #expect(
        throws: StoreError.damagedArtefact(
          path: file, found: "the bytes of the artefact trace.jsonl are not those that were stored")
      ) { try store.bytes(of: "trace.jsonl", run: id) }
    }
  }

  /// The digest of FIPS 180-4's examples, in one piece and in many.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func digestsAreThoseOfTheStandard(text: String, digest: String) {
    let bytes = Array(text.utf8)
    #expect(SHA256.text(of: bytes) == digest)
    var pieces = SHA256()
    for start in stride(from: 0, to: bytes.count, by: 9_973) {
      pieces.add(Array(bytes[start..<min(start + 9_973, bytes.count)]))
    }
    #expect(pieces.text == digest)
    #expect(pieces.count == bytes.count)
  }

  @Test func runsAreSelected() throws {
    try withStorePath { path in
      let store = try Store(path, creating: true)
      let first = try store.begin(sampleStart(experiment: "a"))
      let second = try store.begin(sampleStart(experiment: "b"))
      try store.end(first, sampleEnd())
      try store.end(second, sampleEnd(.failed))
      try store.tag(second, ["kept": "yes", "purpose": nil])
      #expect(Set(try store.runs().map(\.id)) == [first, second])
      var selection = Store.Selection()
      selection.experiment = "a"
      #expect(try store.runs(selection).map(\.id) == [first])
      selection = Store.Selection()
      selection.status = .failed
      #expect(try store.runs(selection).map(\.failure) == ["no"])
      selection = Store.Selection()
      selection.tags = ["kept": "yes"]
      #expect(try store.runs(selection).map(\.tags) == [["kept": "yes"]])
      selection = Store.Selection()
      selection.limit = 1
      #expect(try store.runs(selection).count == 1)
    }
  }

  /// What one run has alone goes with it; what another one has, too, stays.
  @Test func deletingKeepsWhatOthersHave() throws {
    try withStorePath { path in
      let store = try Store(path, creating: true)
      let ids = try (0..<2).map { _ in
        let id = try store.begin(sampleStart())
        try store.end(id, sampleEnd())
        return id
      }
      try store.delete([ids[0]])
      #expect(try store.runs().map(\.id) == [ids[1]])
      #expect(try store.bytes(of: "trace.jsonl", run: ids[1]) == largeBytes)
      try store.delete([ids[1]])
      #expect(try store.runs() == [])
      let left = try FileManager.default.subpathsOfDirectory(atPath: "\(path).files")
      #expect(left.allSatisfy { $0.count == 2 })
    }
  }

  @Test func aNameThatSeveralRunsBeginWithIsRefusedWithThem() throws {
    try withStorePath { path in
      let store = try Store(path, creating: true)
      // Of 17 runs two begin alike.
      let ids = try (0..<17).map { _ in try store.begin(sampleStart()) }
      let firsts = Dictionary(grouping: ids) { $0.prefix(1) }
      let shared = try #require(firsts.first { $0.value.count > 1 })
      do {
        _ = try store.run(String(shared.key))
        Issue.record("accepted")
      } catch StoreError.ambiguousRun(let found, let candidates, let others) {
        #expect(found == shared.key)
        #expect(Set(candidates).isSubset(of: shared.value))
        #expect(candidates.count + others == shared.value.count)
      }
      for unknown in ["", "g", "%", "_", "ABC", "0'", String(repeating: "0", count: 33)] {
        #expect(throws: StoreError.unknownRun(path: path, found: unknown)) { try store.run(unknown) }
      }
    }
  }
}

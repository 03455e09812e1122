import Foundation
import TestSupport
import Testing

@testable import Trajectories

/// Files of checksummed records that survive the end of whoever writes them.
@Suite struct JournalTests {
  private static let header = Array(#"{"schema":"test"}"#.utf8)

  private static func key(_ number: Int) -> JournalKey { JournalKey(part: number % 2, batch: number / 2) }

  /// Blobs of a record: of several sizes, some empty, with all bytes that could be taken for the end of a record.
  private static func blobs(_ number: Int) -> [[UInt8]] {
    [
      Array("\nbatch 0 0 0 0\n\(number)".utf8), [],
      Array(repeating: UInt8(number), count: 70_000 * (number % 2)),
    ]
  }

  /// Writes a journal of some records.
  private func write(_ path: String, records: Int) throws {
    let journal = try Journal(creating: path, header: Self.header)
    for number in 0..<records { try journal.append(Self.blobs(number), of: Self.key(number)) }
  }

  private func expectRecords(_ journal: Journal, _ count: Int) throws {
    #expect(journal.header == Self.header)
    #expect(journal.keys == Set((0..<count).map(Self.key)))
    for number in 0..<count {
      for (place, blob) in Self.blobs(number).enumerated() {
        #expect(try journal.blob(place, of: Self.key(number)) == blob)
      }
      #expect(try journal.blob(3, of: Self.key(number)) == nil)
    }
  }

  @Test func recordsAreReadBack() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/journal"
      let journal = try Journal(creating: path, header: Self.header)
      // Until there is a record there is no file of that name.
      #expect(!FileManager.default.fileExists(atPath: path))
      for number in 0..<5 { try journal.append(Self.blobs(number), of: Self.key(number)) }
      try expectRecords(journal, 5)
      let read = try Journal(opening: path, isToGrow: false)
      #expect(read.damage == nil)
      try expectRecords(read, 5)
    }
  }

  /// A journal that is only read needs no open file, and is known again by more than its name.
  @Test func storedJournalsAreClosed() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/journal"
      try write(path, records: 5)
      let before = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
      let stored = try (0..<200).map { _ in try StoredJournal(Journal(opening: path, isToGrow: false)) }
      // Other tests open files meanwhile.
      #expect(try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count < before + 150)
      for number in 0..<5 {
        for (place, blob) in Self.blobs(number).enumerated() {
          #expect(try stored[number].blob(place, of: Self.key(number)) == blob)
        }
        #expect(try stored[number].blob(3, of: Self.key(number)) == nil)
      }
      var bytes = Self.header + [UInt8(ascii: "\n")]
      try stored[0].forEachRecordPiece(ofMost: 1000) { piece throws(FileError) in bytes += piece }
      #expect(try Data(bytes) == Data(contentsOf: URL(filePath: path)))
      try FileManager.default.removeItem(atPath: path)
      try write(path, records: 6)
      let refusal = #expect(throws: FileError.self) { try stored[0].blob(0, of: Self.key(0)) }
      #expect(refusal?.reason == "it was changed while it was read")
    }
  }

  /// Wherever a file is cut off, the records before are there, and others can be added.
  @Test func whatIsCutOffIsWrittenAnew() throws {
    try withTemporaryFolder { folder in
      try write("\(folder)/whole", records: 4)
      let whole = try Data(contentsOf: URL(filePath: "\(folder)/whole"))
      var ends: Set<Int> = []
      let first = Self.header.count + 1
      for cut in stride(from: first, to: whole.count, by: 97) {
        let path = "\(folder)/cut"
        try whole.prefix(cut).write(to: URL(filePath: path))
        let left = try Journal(opening: path, isToGrow: true)
        let count = left.keys.count
        ends.insert(count)
        try expectRecords(left, count)
        for number in count..<4 { try left.append(Self.blobs(number), of: Self.key(number)) }
        #expect(try Data(contentsOf: URL(filePath: path)) == whole)
      }
      #expect(ends == [0, 1, 2, 3])
    }
  }

  /// A changed byte costs the record that it is in and those behind it, and never gives another one.
  @Test func damageIsSeen() throws {
    try withTemporaryFolder { folder in
      try write("\(folder)/whole", records: 4)
      let whole = try Data(contentsOf: URL(filePath: "\(folder)/whole"))
      for place in stride(from: Self.header.count + 1, to: whole.count, by: 499) {
        var bytes = whole
        bytes[place] ^= 1
        let path = "\(folder)/damaged"
        try bytes.write(to: URL(filePath: path))
        let read = try Journal(opening: path, isToGrow: false)
        let damage = try #require(read.damage)
        #expect(damage <= place && read.keys.count < 4)
        try expectRecords(read, read.keys.count)
      }
    }
  }

  @Test func oneProcessWrites() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/journal"
      let journal = try Journal(creating: path, header: Self.header)
      let late = try Journal(creating: path, header: Self.header)
      try journal.append([[1]], of: Self.key(0))
      #expect(throws: FileError.self) { try late.append([[2]], of: Self.key(0)) }
      let refusal = #expect(throws: FileError.self) { try Journal(opening: path, isToGrow: true) }
      #expect(refusal?.description.contains("another process is writing it") == true)
      #expect(try Journal(opening: path, isToGrow: false).keys.count == 1)
    }
  }

  @Test func nothingIsLeftOfWorkThatKeepsNothing() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/journal"
      _ = try Journal(creating: path, header: Self.header)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
      try Journal(creating: path, header: Self.header).finish(as: "\(folder)/part")
      #expect(try Journal(opening: "\(folder)/part", isToGrow: false).keys.isEmpty)
      let journal = try Journal(opening: "\(folder)/part", isToGrow: true)
      try journal.append([[1]], of: Self.key(0))
      journal.remove()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  @Test(arguments: ["", "text", "{", "\u{0}"])
  func otherFilesAreRefused(text: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/file"
      try Data(text.utf8).write(to: URL(filePath: path))
      #expect(throws: FileError.self) { try Journal(opening: path, isToGrow: true) }
      #expect(try Data(contentsOf: URL(filePath: path)) == Data(text.utf8))
    }
  }
}

import CreditStatistics
import Ground
import Testing

struct StreamTests {
  /// The table of streams holds: what tells the families apart is in the words.
  @Test func familiesOfStreamsDoNotOverlap() {
    for purpose in PhiloxStream.Purpose.allCases {
      for lane in [0, 1, UInt32.max] {
        let stream = PhiloxStream(seed: 1, purpose: purpose, lane: lane).stream
        #expect(stream >> 32 == purpose.rawValue)
        #expect((1..<1 << 31).contains(purpose.rawValue))
      }
    }
    for resample in PhiloxStream.Resample.allCases {
      let stream = PhiloxStream(seed: 1, resample: resample).stream
      #expect(stream > 0 && stream < 1 << 32)
    }
    let games = [(0, 0), (0, 1), (1, 0), (UInt32.max, UInt32.max >> 1)].map {
      PhiloxStream.game(batch: $0, turn: $1)
    }
    #expect(games.allSatisfy { $0 >> 63 == 1 })
    #expect(Set(games).count == games.count)
  }
}

import Testing

/// Names of parameters that go with the next version.
@Suite struct FormerNameTests {
  @Test(arguments: [
    "attribute E1.jsonl --method gae(lam=0.5) --output c.jsonl",
    "attribute E1.jsonl --method gae --set lam=0.5",
    "run or --methods gae(lam=0.5) --episodes 8 --batches 2",
    "compare or --methods gae(lam=0.5),grpo --episodes 8 --batches 2", "methods gae(lam=0.5)",
  ])
  func aFormerNameIsAcceptedWithANote(line: String) throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      let call = try place.ascribe(line)
      #expect(call.code == 0)
      let note =
        "ascribe: note: method \"gae\": parameter \"lam\" is now called \"lambda\"; the old name goes with the next "
        + "version\n"
      #expect(call.complaints.hasPrefix(note))
      let named = try place.ascribe(line.replacing("lam=", with: "lambda="))
      #expect(named.code == 0)
      #expect(note + named.complaints == call.complaints)
    }
  }

  /// The credits and their header are those of the present name.
  @Test func theCreditsCarryThePresentName() throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      let old = try place.ascribe("attribute E1.jsonl --method gae --set lam=0.5")
      let new = try place.ascribe("attribute E1.jsonl --method gae --set lambda=0.5")
      #expect(old.output == new.output)
      #expect(old.output.contains(#""lambda":0.5"#))
    }
  }
}

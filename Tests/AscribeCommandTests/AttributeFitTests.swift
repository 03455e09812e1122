import Testing

/// What `attribute` says of fits.
@Suite struct AttributeFitTests {
  /// A single episode is compared with none.
  @Test func aFitOfNothingSaysSo() throws {
    try Workplace.use { place in
      try place.write(
        #"""
        {"schema":"ascribe.trace/1","task":"t","episode":"e","outcome":{"status":"failure"},"turns":[{"state":"A","decisions":[{"agent":"a","action":"x"}]}],"final":"Z"}

        """#, to: "t.jsonl")
      let found = try place.ascribe("attribute t.jsonl --method sweet --summary")
      expectSuccess(found)
      let line =
        "\nFits of critics\nsweet  1 fit in closed form, at most 1 parameter: advantages of sweet, 0 pairs"
      #expect(found.output.contains(line))
    }
  }
}

/// What stands in the notes about a facet of the question; whether it is right is another matter.
package enum ResearchNote: UInt8, Hashable, Sendable, CustomStringConvertible {
  case missing
  /// From a document that was skimmed.
  case weak
  /// From a document that was studied.
  case strong

  package var description: String {
    switch self {
    case .missing: "none"
    case .weak: "weak"
    case .strong: "strong"
    }
  }
}

/// The notes on all facets, with a hidden bit each for whether the note is right.
package struct ResearchNotes: Hashable, Sendable {
  private var notes = PackedMarks<ResearchNote>()
  private var right: UInt16 = 0

  subscript(facet: Int) -> ResearchNote { notes[facet] }

  func isRight(_ facet: Int) -> Bool { right >> UInt16(facet) & 1 == 1 }

  mutating func set(_ facet: Int, _ note: ResearchNote, isRight: Bool) {
    notes[facet] = note
    right = isRight ? right | 1 << UInt16(facet) : right & ~(1 << UInt16(facet))
  }

  /// How many of the first `facets` facets have such a note.
  func count(of note: ResearchNote, facets: Int) -> Int { (0..<facets).count { self[$0] == note } }

  func text(facets: Int) -> String {
    "notes:"
      + (0..<facets).map { self[$0] == .missing ? "-" : String(self[$0].description.prefix(1)) }.joined()
  }

  func truth(facets: Int) -> String { "right:" + (0..<facets).map { isRight($0) ? "1" : "0" }.joined() }
}

/// How the document that waits for the reader looks.
package enum ResearchDocument: UInt8, Hashable, Sendable, CustomStringConvertible {
  case nothing
  case promising
  case doubtful

  package var description: String {
    switch self {
    case .nothing: "none"
    case .promising: "promising"
    case .doubtful: "doubtful"
    }
  }
}

/// What was written about a facet, as the checker sees it.
package enum ResearchClaim: UInt8, Hashable, Sendable, CustomStringConvertible {
  case nothing
  case omitted
  /// Cited from a weak or a strong note, or from nothing at all.
  case weak
  case strong
  case invented
  /// Inferred by general knowledge.
  case inferred

  package var description: String {
    switch self {
    case .nothing: "none"
    case .omitted: "omitted"
    case .weak: "cites-weak"
    case .strong: "cites-strong"
    case .invented: "cites-nothing"
    case .inferred: "inferred"
    }
  }
}

/// What the team is at.
package enum ResearchStep: UInt8, Hashable, Sendable, CustomStringConvertible {
  /// The retriever searches for one facet while the reader reads what was found for the one before.
  case gather
  /// All four meet.
  case meet
  /// The writer decides whether there is enough.
  case outline
  /// The writer writes about one facet while the checker checks the claim about the one before.
  case draft
  case published

  package var description: String {
    switch self {
    case .gather: "gather"
    case .meet: "meet"
    case .outline: "outline"
    case .draft: "draft"
    case .published: "end"
    }
  }
}

/// What a role sees before it acts.
package struct ResearchView: Hashable, Sendable, CustomStringConvertible {
  let step: ResearchStep
  let pass: UInt8
  /// The facet that the role is at.
  var facet: Int?
  /// The note on it, and the one on the facet before.
  var note: ResearchNote?
  var clue: ResearchNote?
  var document: ResearchDocument?
  var claim: ResearchClaim?
  /// Facets without a note and with a weak one.
  var missing: Int?
  var weak: Int?

  package var description: String {
    [
      "\(step)|pass:\(pass)", facet.map { "facet:\($0)" }, note.map { "note:\($0)" },
      clue.map { "clue:\($0)" },
      document.map { "document:\($0)" }, claim?.description, missing.map { "missing:\($0)" },
      weak.map { "weak:\($0)" },
    ].compactMap(\.self).joined(separator: "|")
  }
}

/// What a role does.
package enum ResearchAction: String, Hashable, Sendable, CustomStringConvertible {
  /// The retriever searches for exactly what the note on the facet before points at, or broadly, or not at all.
  case narrow
  case broad
  case pause
  /// The reader studies the document, skims it, or throws it away.
  case study
  case skim
  case drop
  /// Anybody in a meeting.
  case report
  case listen
  /// The writer has another pass made, or begins to write.
  case again
  case begin
  /// The writer cites the note, infers, or leaves the facet out.
  case cite
  case infer
  case omit
  /// The checker lets a claim pass, verifies it, or strikes it out.
  case pass
  case verify
  case strike

  package var description: String { rawValue }
}

/// What a heap asks of its elements.
package protocol HeapElement {
  /// Whether this one comes out before another: a strict weak order.
  func precedes(_ other: Self) -> Bool
}

/// Elements of which the first in their order can be had: a binary heap. Which of several equal ones is the first is not
/// determined.
///
/// swift-collections' `Heap` would do; it would be the library's only use of that package, costs 7 s of CPU in a debug
/// build and makes every user resolve it, for the thirty lines below.
package struct BinaryHeap<Element: HeapElement> {
  @usableFromInline var elements: [Element] = []

  /// No elements.
  @inlinable package init() {}

  /// The element that comes out next.
  @inlinable package var first: Element? { elements.first }
  /// Number of elements.
  @inlinable package var count: Int { elements.count }

  /// Adds an element.
  ///
  /// - Complexity: O(log n).
  @inlinable package mutating func insert(_ element: Element) {
    elements.append(element)
    var place = elements.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      guard element.precedes(elements[parent]) else { break }
      elements[place] = elements[parent]
      place = parent
    }
    elements[place] = element
  }

  /// Takes the first element out; `nil` if there is none.
  ///
  /// - Complexity: O(log n).
  @inlinable package mutating func popFirst() -> Element? {
    guard let first = elements.first, let last = elements.popLast() else { return nil }
    guard !elements.isEmpty else { return first }
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < elements.count else { break }
      if child + 1 < elements.count, elements[child + 1].precedes(elements[child]) { child += 1 }
      guard elements[child].precedes(last) else { break }
      elements[place] = elements[child]
      place = child
    }
    elements[place] = last
    return first
  }
}

/// A value that only its event loop's thread may touch.
///
/// The box may be passed anywhere; opening it elsewhere traps, in release builds too. Copies share the value.
/// Where the last copy is dropped, the value is freed: on any thread.
package struct LoopBound<Value>: @unchecked Sendable {
    /// The loop whose thread may open the box.
    package let loop: EventLoop
    @usableFromInline let box: Box

    @usableFromInline final class Box {
        @usableFromInline var value: Value
        @usableFromInline init(_ value: Value) { self.value = value }
    }

    /// Binds `value` to `loop`. May be called off the loop, before anybody else has the value.
    @inlinable package init(_ value: Value, loop: EventLoop) {
        self.loop = loop
        self.box = Box(value)
    }

    /// The value. Traps off its loop.
    @inlinable package var value: Value {
        get {
            loop.preconditionCurrent()
            return box.value
        }
        nonmutating _modify {
            loop.preconditionCurrent()
            yield &box.value
        }
    }
}

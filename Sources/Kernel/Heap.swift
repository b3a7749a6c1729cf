import CUV

/// The C library's heap, on which Swift's arrays live.
package enum Heap {
    /// Keeps freed blocks of up to so many bytes for the next of their kind. By default large ones are mapped from the
    /// system and given back each time, which costs a page fault for each 4 KiB. To be called once, at the start.
    package static func keepBlocks(upTo bytes: Int32) {
        mallopt(M_MMAP_THRESHOLD, bytes)
        mallopt(M_TRIM_THRESHOLD, bytes)
    }
}

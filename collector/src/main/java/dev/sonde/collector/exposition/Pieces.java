package dev.sonde.collector.exposition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps what it is given, piece by piece. One thread. */
final class Pieces implements PageSink {
    private final List<byte[]> kept = new ArrayList<>();
    private long length;

    @Override
    public void add(byte[] bytes, int length) {
        kept.add(Arrays.copyOf(bytes, length));
        this.length += length;
    }

    /** In the order in which they came. */
    List<byte[]> list() {
        return kept;
    }

    long length() {
        return length;
    }

    /** Hands all of them on and keeps none. */
    void moveTo(PageSink sink) {
        kept.forEach(piece -> sink.add(piece, piece.length));
        kept.clear();
        length = 0;
    }
}

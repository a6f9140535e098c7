package dev.sonde.collector.exposition;

import java.util.List;

/** A page of metrics as it goes over the wire. Immutable by agreement: all who asked at once share its bytes. */
public final class MetricsPage {
    private final MetricsFormat format;
    private final boolean gzipped;
    private final List<byte[]> pieces;
    private final int length;

    MetricsPage(MetricsFormat format, boolean gzipped, List<byte[]> pieces) {
        this.format = format;
        this.gzipped = gzipped;
        this.pieces = List.copyOf(pieces);
        this.length =
                Math.toIntExact(pieces.stream().mapToLong(piece -> piece.length).sum());
    }

    /** The form it is written in. */
    public MetricsFormat format() {
        return format;
    }

    /** Whether the bytes are compressed. */
    public boolean gzipped() {
        return gzipped;
    }

    /** The page, one piece behind the other, not copied: not to be changed. */
    public List<byte[]> pieces() {
        return pieces;
    }

    /** Bytes of all pieces together. */
    public int length() {
        return length;
    }
}

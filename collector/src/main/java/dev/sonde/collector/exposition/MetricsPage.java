package dev.sonde.collector.exposition;

/** A page of metrics as it goes over the wire. Immutable by agreement: all who asked at once share its bytes. */
public final class MetricsPage {
    private final MetricsFormat format;
    private final boolean gzipped;
    private final byte[] bytes;

    MetricsPage(MetricsFormat format, boolean gzipped, byte[] bytes) {
        this.format = format;
        this.gzipped = gzipped;
        this.bytes = bytes;
    }

    /** The form it is written in. */
    public MetricsFormat format() {
        return format;
    }

    /** Whether the bytes are compressed. */
    public boolean gzipped() {
        return gzipped;
    }

    /** The page, not copied: not to be changed. */
    public byte[] bytes() {
        return bytes;
    }
}

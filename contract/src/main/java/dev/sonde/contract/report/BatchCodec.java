package dev.sonde.contract.report;

import dev.sonde.contract.histogram.ByteReader;
import dev.sonde.contract.histogram.ByteWriter;
import dev.sonde.contract.histogram.MalformedBytesException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The versioned binary form of a {@link Batch}; {@code docs/batch-format.md} describes it byte by byte. Decoding trusts
 * nothing: version, sizes, counts and bounds are checked before anything is allocated for them, and it ends in a batch or
 * in a {@link MalformedBatchException}. Encoding refuses with IllegalArgumentException what decoding would refuse.
 * Stateless; any thread; a full batch takes milliseconds, so not for event loops.
 */
public final class BatchCodec {
    /** Content type of a batch as {@link #encode} writes it; its content encoding is gzip or identity. */
    public static final String MEDIA_TYPE = "application/vnd.sonde.batch.v2";

    /** Every content type that {@link #decode} reads. The version in the bytes decides, whichever of them it came as. */
    public static final List<String> MEDIA_TYPES = List.of("application/vnd.sonde.batch.v1", MEDIA_TYPE);

    /** The version that {@link #encode} writes. */
    public static final int VERSION = 2;

    /** The oldest version that {@link #decode} reads. */
    public static final int OLDEST_VERSION = 1;

    /** From this version on evidence has its kind and a trail, and intervals have confirmations. */
    static final int WITH_TRAILS = 2;

    /** Largest batch before compression, in bytes. */
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    /** Most intervals in a batch. */
    public static final int MAX_INTERVALS = 50_000;

    /** Most slot words in a batch, those of limits included. */
    public static final int MAX_WORDS = 8 * 1024 * 1024;

    /** Most evidence in a batch. */
    public static final int MAX_EVIDENCE = 10_000;

    /** Most samples in one histogram of a batch. */
    public static final long MAX_SAMPLES = Integer.MAX_VALUE;

    /** Longest name of an agent, in characters. */
    public static final int MAX_AGENT_NAME = 128;

    /** Longest configuration revision, in characters. */
    public static final int MAX_REVISION = 128;

    private static final int PIECE_BYTES = 2 * 1024;

    static final byte[] MAGIC = {'S', 'N', 'D', 'E'};

    private BatchCodec() {}

    /** The bytes of a batch, not compressed. */
    public static byte[] encode(Batch batch) {
        return encode(batch, () -> {});
    }

    /**
     * As {@link #encode(Batch)}.
     *
     * @param intervalWritten run after each interval
     */
    public static byte[] encode(Batch batch, Runnable intervalWritten) {
        ByteWriter writer = new ByteWriter(256 + 128 * batch.intervals().size());
        writer.writeBytes(MAGIC);
        writer.writeByte(VERSION);
        BatchWriter.write(batch, writer, intervalWritten);
        if (writer.size() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "batch: " + writer.size() + " bytes (expected: at most " + MAX_BYTES + ")");
        }
        return writer.toByteArray();
    }

    /** The batch that fills these bytes, which are not compressed. */
    public static Batch decode(byte[] bytes) throws MalformedBatchException {
        return decode(bytes, 0, bytes.length);
    }

    /** The batch that fills the buffer from its position to its limit; the position does not move. */
    public static Batch decode(ByteBuffer buffer) throws MalformedBatchException {
        if (buffer.hasArray()) {
            int start = buffer.arrayOffset() + buffer.position();
            return decode(buffer.array(), start, start + buffer.remaining());
        }
        requireSize(buffer.remaining(), MAX_BYTES, "batch");
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return decode(copy);
    }

    private static Batch decode(byte[] bytes, int start, int end) throws MalformedBatchException {
        requireSize(end - start, MAX_BYTES, "batch");
        ByteReader reader = new ByteReader(bytes, start, end);
        try {
            for (byte letter : MAGIC) {
                int found = reader.readByte("start of the batch");
                if (found != letter) {
                    throw new MalformedBatchException("start of the batch: byte " + found + " (expected: " + letter
                            + ", \"SNDE\" in whole) at byte " + (reader.offset() - 1));
                }
            }
            int version = reader.readByte("version");
            if (version < OLDEST_VERSION || version > VERSION) {
                throw new UnsupportedVersionException("version: " + version + " (expected: " + OLDEST_VERSION + " to "
                        + VERSION + ") at byte " + (reader.offset() - 1));
            }
            Batch batch = new BatchReader(reader, version).read();
            reader.requireEnd("after the batch");
            return batch;
        } catch (MalformedBytesException e) {
            throw new MalformedBatchException(e.getMessage());
        }
    }

    /** The bytes packed with gzip. */
    public static byte[] gzip(byte[] bytes) {
        return gzip(bytes, () -> {});
    }

    /**
     * As {@link #gzip(byte[])}.
     *
     * @param piecePacked run after every {@value #PIECE_BYTES} bytes, some tens of microseconds
     */
    public static byte[] gzip(byte[] bytes, Runnable piecePacked) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(64 + bytes.length / 2);
        try (GZIPOutputStream out = new FastGzip(packed)) {
            for (int at = 0; at < bytes.length; at += PIECE_BYTES) {
                out.write(bytes, at, Math.min(PIECE_BYTES, bytes.length - at));
                piecePacked.run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return packed.toByteArray();
    }

    /**
     * The bytes unpacked; unpacking stops as soon as they are too many.
     *
     * @param maxBytes most bytes unpacked
     */
    public static byte[] gunzip(byte[] packed, int maxBytes) throws MalformedBatchException {
        byte[] bytes;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            bytes = in.readNBytes(maxBytes);
            if (in.read() >= 0) {
                throw new BatchTooLargeException("unpacked batch: over " + maxBytes + " bytes (expected: at most "
                        + maxBytes + ") from " + packed.length + " packed");
            }
        } catch (EOFException e) {
            throw new MalformedBatchException(
                    "packed batch: cut short after " + packed.length + " bytes (expected: gzip)");
        } catch (IOException e) {
            throw new MalformedBatchException(
                    "packed batch: " + e.getMessage() + " (expected: gzip) in " + packed.length + " bytes");
        }
        return bytes;
    }

    /** Varints leave little to find: the fastest level packs as well as the best within 3 %, at a quarter of the cost. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private static void requireSize(int size, int max, String what) throws BatchTooLargeException {
        if (size > max) {
            throw new BatchTooLargeException(what + ": " + size + " bytes (expected: at most " + max + ")");
        }
    }
}

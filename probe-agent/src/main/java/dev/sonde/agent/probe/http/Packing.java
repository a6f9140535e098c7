package dev.sonde.agent.probe.http;

import dev.sonde.contract.check.HttpTarget.Compression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.brotli.dec.BrotliInputStream;

/** How a body is packed (RFC 9110, 8.4), for checks and the drop-in. The order of codings is that in which they were applied. Immutable. */
public record Packing(List<Coding> codings) {
    /** Not packed. */
    public static final Packing NONE = new Packing(List.of());

    /** More on top of each other are nobody's honest answer. */
    private static final int MOST = 3;

    private static final int CHUNK = 16 * 1024;

    /** What can be unpacked. */
    public enum Coding {
        GZIP,
        DEFLATE,
        BR
    }

    /** What was unpacked. */
    public static final class Unpacked {
        private final long length;
        private final byte[] bytes;

        Unpacked(long length, byte[] bytes) {
            this.length = length;
            this.bytes = bytes;
        }

        /** Of the whole. */
        public long length() {
            return length;
        }

        /** The whole, not copied; empty if it was only to be counted. */
        public byte[] bytes() {
            return bytes;
        }
    }

    /** Unpacked it is longer than it may be. */
    public static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLongException() {
            super("longer than it may be");
        }
    }

    /** It is not packed as it says, or not whole. */
    public static final class BrokenException extends IOException {
        private static final long serialVersionUID = 1L;

        private final long length;

        BrokenException(Exception cause, long length) {
            super(cause.getMessage(), cause);
            this.length = length;
        }

        /** How many bytes came out before. */
        public long length() {
            return length;
        }
    }

    public Packing {
        codings = List.copyOf(codings);
    }

    /**
     * Reads a header Content-Encoding; IllegalArgumentException with a message for people if the answer is packed otherwise
     * than could be expected.
     *
     * @param asked for by the request; if nothing was, an unknown coding is taken as it is
     */
    static Packing of(String contentEncoding, Compression asked) {
        List<Coding> codings = new ArrayList<>(1);
        boolean known = true;
        for (String word : contentEncoding.split(",", -1)) {
            switch (word.strip().toLowerCase(Locale.ROOT)) {
                case "", "identity" -> {}
                case "gzip", "x-gzip" -> codings.add(Coding.GZIP);
                case "deflate" -> codings.add(Coding.DEFLATE);
                case "br" -> codings.add(Coding.BR);
                default -> known = false;
            }
        }
        if (asked == Compression.IDENTITY && !(known && codings.isEmpty())) {
            throw unexpected(contentEncoding, "none, as was asked for");
        }
        if (codings.size() > MOST || (!known && asked != Compression.NONE)) {
            throw unexpected(contentEncoding, "gzip, deflate or br");
        }
        return codings.isEmpty() || !known ? NONE : new Packing(codings);
    }

    private static IllegalArgumentException unexpected(String contentEncoding, String expected) {
        String shown = contentEncoding.length() > 100 ? contentEncoding.substring(0, 100) + "…" : contentEncoding;
        return new IllegalArgumentException("content-encoding: " + shown + " (expected: " + expected + ")");
    }

    public boolean isNone() {
        return codings.isEmpty();
    }

    /**
     * Unpacks. Takes its time and at most about 16 MiB besides what is kept: not for event loops.
     *
     * @param keep false only counts
     * @throws TooLongException as soon as it turns out longer
     * @throws BrokenException if it is not packed as it says, or not whole
     */
    public Unpacked unpack(byte[] packed, long maxBytes, boolean keep) throws TooLongException, BrokenException {
        if (packed.length == 0) {
            return new Unpacked(0, packed); // as after HEAD
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream(keep ? CHUNK : 0);
        long length = 0;
        try (InputStream in = plain(packed)) {
            byte[] chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                length += read;
                if (length > maxBytes) {
                    throw new TooLongException();
                }
                if (keep) {
                    kept.write(chunk, 0, read);
                }
            }
        } catch (TooLongException e) {
            throw e;
        } catch (IOException | IllegalStateException e) { // the latter from the decoder of br, on a stream that is none
            throw new BrokenException(e, length);
        }
        return new Unpacked(length, kept.toByteArray());
    }

    private InputStream plain(byte[] packed) throws IOException {
        List<Coding> outermostFirst = new ArrayList<>(codings);
        Collections.reverse(outermostFirst);
        InputStream plain = new ByteArrayInputStream(packed);
        for (Coding coding : outermostFirst) {
            plain = switch (coding) {
                case GZIP -> new GZIPInputStream(plain, CHUNK);
                case DEFLATE -> new Inflating(plain, plain instanceof ByteArrayInputStream && !hasZlibHeader(packed));
                case BR -> new BrotliInputStream(plain);
            };
        }
        return plain;
    }

    /** The standard wraps deflate in zlib; some servers do not. */
    private static boolean hasZlibHeader(byte[] packed) {
        return packed.length >= 2
                && (packed[0] & 0x0F) == 8
                && (((packed[0] & 0xFF) << 8) | (packed[1] & 0xFF)) % 31 == 0;
    }

    /** Gives its memory outside of the heap back when closed. */
    private static final class Inflating extends InflaterInputStream {
        Inflating(InputStream packed, boolean bare) {
            super(packed, new Inflater(bare), CHUNK);
        }

        @Override
        public void close() throws IOException {
            super.close();
            inf.end();
        }
    }
}

package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.HttpModule;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A response body: counted always, kept only if something looks at it, unpacked if the module says how. Bounded by the
 * module's limit, and where it is kept by ours too. Belongs to one attempt.
 */
final class HttpBody {
    /** Most bytes kept and most unpacked, whatever the module says. */
    private static final int MOST_KEPT = 64 * 1024 * 1024;

    private final String compression;
    private final long limit;
    private final boolean judged;
    private final boolean kept;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
    private long count;
    private byte @Nullable [] plain;
    private String problem = "";

    HttpBody(HttpModule module) {
        this.compression = module.compression().equals("identity") ? "" : module.compression();
        this.limit = module.bodySizeLimit();
        this.judged = !module.bodyMatches().isEmpty()
                || !module.bodyNotMatches().isEmpty()
                || module.celMatches() != null
                || module.celNotMatches() != null
                || !compression.isEmpty();
        this.kept = judged;
    }

    /** Whether anything looks into it. */
    boolean isJudged() {
        return judged;
    }

    /** Whether it must be unpacked. */
    boolean isPacked() {
        return !compression.isEmpty();
    }

    /** Takes a piece; false if no more is wanted. */
    boolean accept(Buffer piece) {
        if (compression.isEmpty() && limit > 0 && count + piece.length() > limit) {
            keep(piece.slice(0, (int) (limit - count)));
            count = limit;
            broken("longer than body_size_limit, " + limit + " bytes");
            return false;
        }
        count += piece.length();
        if (kept && count > MOST_KEPT) {
            broken("longer than " + MOST_KEPT + " bytes, the most that is looked into");
            return false;
        }
        keep(piece);
        return true;
    }

    private void keep(Buffer piece) {
        if (kept) {
            bytes.writeBytes(piece.getBytes());
        }
    }

    void broken(String why) {
        problem = problem.isEmpty() ? why : problem;
    }

    boolean isBroken() {
        return !problem.isEmpty();
    }

    String problem() {
        return problem;
    }

    /** Unpacks it, which takes its time: not for event loops. */
    byte[] unpack() {
        byte[] done = compression.isEmpty() ? bytes.toByteArray() : unpacked();
        plain = done;
        return done;
    }

    private byte[] unpacked() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long most = limit > 0 ? Math.min(limit, MOST_KEPT) : MOST_KEPT;
        try (InputStream in = unpacking(bytes.toByteArray())) {
            byte[] chunk = new byte[16 * 1024];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (out.size() + read > most) {
                    out.write(chunk, 0, (int) (most - out.size()));
                    broken("longer than " + most + " bytes after unpacking");
                    break;
                }
                out.write(chunk, 0, read);
            }
        } catch (IOException | IllegalStateException e) { // the latter from the decoder of br
            broken("not " + compression + ": " + e.getMessage());
        }
        count = out.size();
        return out.toByteArray();
    }

    private InputStream unpacking(byte[] packed) throws IOException {
        InputStream in = new ByteArrayInputStream(packed);
        return switch (compression) {
            case "gzip" -> new GZIPInputStream(in);
            case "deflate" -> new InflaterInputStream(in, new Inflater(!hasZlibHeader(packed)));
            case "br" -> new BrotliInputStream(in);
            default -> throw new IOException("compression " + compression + " is not supported");
        };
    }

    /** The standard wraps deflate in zlib; many servers, and Go, do not. */
    private static boolean hasZlibHeader(byte[] packed) {
        return packed.length >= 2
                && (packed[0] & 0x0F) == 8
                && (((packed[0] & 0xFF) << 8) | (packed[1] & 0xFF)) % 31 == 0;
    }

    /** Its bytes, after unpacking; empty unless it is judged. */
    byte[] bytes() {
        byte[] present = plain;
        return present == null ? bytes.toByteArray() : present;
    }

    /** How many bytes were read, after unpacking. */
    long length() {
        return count;
    }
}

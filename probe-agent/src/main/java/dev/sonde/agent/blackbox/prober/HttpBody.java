package dev.sonde.agent.blackbox.prober;

import dev.sonde.agent.blackbox.module.HttpModule;
import dev.sonde.agent.probe.http.Packing;
import dev.sonde.agent.probe.http.Packing.BrokenException;
import dev.sonde.agent.probe.http.Packing.Coding;
import dev.sonde.agent.probe.http.Packing.TooLongException;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A response body: counted always, kept only if something looks at it, unpacked if the module says how. Bounded by the
 * module's limit, and where it is kept by ours too. Belongs to one attempt.
 */
final class HttpBody {
    /** Most bytes kept and most unpacked, whatever the module says. */
    private static final int MOST_KEPT = 64 * 1024 * 1024;

    private static final String NO_MEMORY = "more than there is memory for beside the bodies of other probes";

    private final Packing packing;
    private final String compression;
    private final long limit;
    private final boolean judged;
    private final BodyMemory memory;
    private final Buffer kept = Buffer.buffer();
    private long taken;
    private long count;
    private byte @Nullable [] plain;
    private String problem = "";

    /** @param memory shared by all; {@link #free} gives back what was taken of it */
    HttpBody(HttpModule module, BodyMemory memory) {
        this.compression = module.compression();
        this.packing = packing(compression);
        this.limit = module.bodySizeLimit();
        this.judged = !module.bodyMatches().isEmpty()
                || !module.bodyNotMatches().isEmpty()
                || module.celMatches() != null
                || module.celNotMatches() != null
                || !packing.isNone();
        this.memory = memory;
    }

    private static Packing packing(String compression) {
        return compression.isEmpty() || compression.equals("identity")
                ? Packing.NONE
                : new Packing(List.of(Coding.valueOf(compression.toUpperCase(Locale.ROOT))));
    }

    /** Whether anything looks into it. */
    boolean isJudged() {
        return judged;
    }

    /** Whether it must be unpacked. */
    boolean isPacked() {
        return !packing.isNone();
    }

    /** Takes a piece; false if no more is wanted. */
    boolean accept(Buffer piece) {
        if (!isPacked() && limit > 0 && count + piece.length() > limit) {
            keep(piece.slice(0, (int) (limit - count)));
            count = limit;
            broken("longer than body_size_limit, " + limit + " bytes");
            return false;
        }
        count += piece.length();
        if (judged && count > MOST_KEPT) {
            broken("longer than " + MOST_KEPT + " bytes, the most that is looked into");
            return false;
        }
        return keep(piece);
    }

    private boolean keep(Buffer piece) {
        if (!judged) {
            return true;
        }
        if (!memory.take(piece.length())) {
            broken(NO_MEMORY);
            return false;
        }
        taken += piece.length();
        kept.appendBuffer(piece);
        return true;
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

    /** Makes its bytes ready to be looked into, which takes its time: not for event loops. */
    void unpack() {
        plain = packing.isNone() ? kept.getBytes() : unpacked();
    }

    private byte[] unpacked() {
        if (kept.length() == 0) {
            broken("not " + compression + ": nothing came");
            return new byte[0];
        }
        long most = limit > 0 ? Math.min(limit, MOST_KEPT) : MOST_KEPT;
        long room = memory.takeUpTo(most);
        long used = 0;
        try {
            byte[] bytes = packing.unpack(kept.getBytes(), room, true).bytes();
            used = bytes.length;
            count = bytes.length;
            return bytes;
        } catch (TooLongException e) {
            broken(room < most ? NO_MEMORY : "longer than " + most + " bytes after unpacking");
            count = room;
        } catch (BrokenException e) {
            broken("not " + compression + ": " + e.getMessage());
            count = e.length();
        } finally {
            memory.give(room - used);
            taken += used;
        }
        return new byte[0];
    }

    /** Its bytes, once {@link #unpack} has made them ready; empty unless it is judged. */
    byte[] bytes() {
        return plain == null ? new byte[0] : plain;
    }

    /** How many bytes were read, after unpacking. */
    long length() {
        return count;
    }

    /** Nobody looks into it any more. */
    void free() {
        memory.give(taken);
        taken = 0;
    }
}

package dev.sonde.agent.blackbox.prober;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages of {@code grpc.health.v1.Health/Check}, framed as gRPC frames them. Pure. */
final class GrpcHealth {
    /** An answer is a handful of bytes. */
    static final int MOST_BYTES = 64 * 1024;

    private static final List<String> WORDS = List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");
    private static final int FRAME_HEAD = 5;

    private GrpcHealth() {}

    /**
     * What a service said of itself.
     *
     * @param status its number; -1 if nothing was said
     */
    record Answer(int status) {
        static final Answer NONE = new Answer(-1);

        String word() {
            return status >= 0 && status < WORDS.size() ? WORDS.get(status) : "";
        }
    }

    /** {@code service} is field 1; the empty one asks about the server as a whole. */
    static Buffer question(String service) {
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        Buffer message = Buffer.buffer();
        if (name.length > 0) {
            message.appendByte((byte) 0x0A);
            int length = name.length;
            while (length >= 0x80) {
                message.appendByte((byte) (length | 0x80));
                length >>>= 7;
            }
            message.appendByte((byte) length).appendBytes(name);
        }
        return Buffer.buffer().appendByte((byte) 0).appendInt(message.length()).appendBuffer(message);
    }

    /** {@code status} is field 1, a varint; left out it is 0. */
    static Answer answer(Buffer frame) {
        if (frame.length() < FRAME_HEAD || frame.getByte(0) != 0 || frame.getInt(1) != frame.length() - FRAME_HEAD) {
            return Answer.NONE;
        }
        if (frame.length() == FRAME_HEAD) {
            return new Answer(0);
        }
        boolean known = frame.length() >= FRAME_HEAD + 2 && frame.getByte(FRAME_HEAD) == 0x08;
        return known && frame.getByte(FRAME_HEAD + 1) >= 0 ? new Answer(frame.getByte(FRAME_HEAD + 1)) : Answer.NONE;
    }

    /** The call's status; without one, what the status of HTTP stands for. */
    static int status(@Nullable String told, int httpStatus) {
        if (told != null && told.matches("[0-9]{1,3}")) {
            return Integer.parseInt(told);
        }
        return switch (httpStatus) {
            case 400 -> 13;
            case 401 -> 16;
            case 403 -> 7;
            case 404 -> 12;
            case 429, 502, 503, 504 -> 14;
            default -> 2;
        };
    }
}

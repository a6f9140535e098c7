package dev.sonde.agent.probe.grpc;

import io.vertx.core.buffer.Buffer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages of {@code grpc.health.v1.Health/Check}, framed as gRPC frames them. Pure. */
public final class GrpcHealth {
    /** An answer is a handful of bytes. */
    public static final int MOST_BYTES = 64 * 1024;

    private static final List<String> WORDS = List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");
    private static final int FRAME_HEAD = 5;
    private static final long STATUS_TAG = 0x08;

    private GrpcHealth() {}

    /**
     * What a service said of itself.
     *
     * @param status its number; -1 if nothing was said
     */
    public record Answer(int status) {
        public static final Answer NONE = new Answer(-1);

        /** What it is called; empty if nothing was said, or nothing known. */
        public String word() {
            return status >= 0 && status < WORDS.size() ? WORDS.get(status) : "";
        }
    }

    /** {@code service} is field 1; the empty one asks about the server as a whole. */
    public static Buffer question(String service) {
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

    /** {@code status} is field 1, a varint; left out it is 0. Fields of later versions are passed over. */
    public static Answer answer(Buffer frame) {
        if (frame.length() < FRAME_HEAD || frame.getByte(0) != 0 || frame.getInt(1) != frame.length() - FRAME_HEAD) {
            return Answer.NONE;
        }
        if (frame.length() == FRAME_HEAD) {
            return new Answer(0);
        }
        return message(frame.getBytes(FRAME_HEAD, frame.length()));
    }

    private static Answer message(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long status = 0;
        try {
            while (in.hasRemaining()) {
                long tag = varint(in);
                boolean isStatus = tag == STATUS_TAG;
                long value = skipped(in, (int) tag & 7);
                status = isStatus ? value : status;
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Answer.NONE;
        }
        return status < 0 || status > Integer.MAX_VALUE ? Answer.NONE : new Answer((int) status);
    }

    /** A field of this wire type; its value if it is a varint. */
    private static long skipped(ByteBuffer in, int wireType) {
        return switch (wireType) {
            case 0 -> varint(in);
            case 1 -> in.getLong();
            case 2 -> passed(in, varint(in));
            case 5 -> in.getInt();
            default -> throw new IllegalArgumentException("wire type " + wireType);
        };
    }

    private static long passed(ByteBuffer in, long length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        in.position(in.position() + (int) length);
        return 0;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte octet = in.get();
            value |= (long) (octet & 0x7F) << shift;
            if (octet >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a varint without end");
    }

    /** The call's status; without one, what the status of HTTP stands for. */
    public static int status(@Nullable String told, int httpStatus) {
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

package dev.sonde.agent.probe.dialogue;

import dev.sonde.agent.expect.Excerpt;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What has come and no step has used up. A stream is one piece that grows; messages stay apart. It is for its owner to see
 * that it does not grow without bounds. Belongs to one run.
 */
final class Inbox {
    private final boolean stream;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private long received;
    private int size;
    private @Nullable Piece last;
    private @Nullable Piece passedOver;

    /** Bytes from one index to another. */
    private static final class Piece {
        private byte[] bytes;
        private int from;
        private int to;

        Piece(byte[] bytes) {
            this.bytes = bytes;
            this.to = bytes.length;
        }

        void append(ByteBuf more) {
            int length = more.readableBytes();
            if (bytes.length - to < length) {
                int left = to - from;
                byte[] wider = new byte[Math.max(2 * left, left + length)];
                System.arraycopy(bytes, from, wider, 0, left);
                bytes = wider;
                from = 0;
                to = left;
            }
            more.getBytes(more.readerIndex(), bytes, to, length);
            to += length;
        }
    }

    Inbox(Flow flow) {
        this.stream = flow == Flow.STREAM;
    }

    void add(ByteBuf came) {
        int length = came.readableBytes();
        received += length;
        size += length;
        Piece tail = pieces.peekLast();
        if (stream && tail != null) {
            tail.append(came);
        } else {
            byte[] bytes = new byte[length];
            came.getBytes(came.readerIndex(), bytes);
            tail = new Piece(bytes);
            pieces.add(tail);
        }
        last = tail;
    }

    /**
     * Uses up what has come, from its beginning to the end of what is looked for, of which at most {@link Needle#mostBytes}
     * are looked at. If it is not there, a stream is left as it is; messages that were looked at are used up, because nobody
     * will look at them again.
     */
    Needle.@Nullable Found take(Needle needle) {
        int left = needle.mostBytes();
        while (!pieces.isEmpty() && left > 0) {
            Piece piece = pieces.element();
            int looked = Math.min(piece.to - piece.from, left);
            Needle.Found found = needle.in(piece.bytes, piece.from, piece.from + looked);
            if (found != null) {
                passedOver = null;
                size -= found.end() - piece.from;
                piece.from = found.end();
                if (piece.from == piece.to) {
                    pieces.remove();
                }
                return found;
            }
            if (stream || piece.to - piece.from > needle.mostBytes()) {
                return null;
            }
            if (looked < piece.to - piece.from) {
                return null; // it has its turn when it can be looked at as a whole
            }
            left -= Math.max(1, looked);
            passedOver = piece;
            drop();
        }
        return null;
    }

    /** Whether what comes first is longer than it may be, and was looked at as far as that. */
    boolean isTooLongFor(Needle needle) {
        Piece first = pieces.peek();
        return first != null && first.to - first.from > needle.mostBytes();
    }

    private void drop() {
        Piece first = pieces.remove();
        size -= first.to - first.from;
    }

    void clear() {
        pieces.clear();
        passedOver = null;
        size = 0;
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** Whether something came in which the step did not find what it looks for. */
    boolean hasOther() {
        return !pieces.isEmpty() || passedOver != null;
    }

    /** Bytes that no step has used up. */
    int size() {
        return size;
    }

    /** All bytes that ever came. */
    long received() {
        return received;
    }

    /** What came last and was not used up, as text on one line; as hexadecimal digits if it is no text. */
    String shown() {
        Piece shown = pieces.isEmpty() ? passedOver : pieces.peekLast();
        return shown == null ? "" : shown(shown);
    }

    /** The end of what came last, used up or not. */
    String lastText() {
        Piece piece = last;
        if (piece == null) {
            return "";
        }
        int from = Math.max(0, piece.to - 2048);
        return new String(piece.bytes, from, piece.to - from, StandardCharsets.UTF_8);
    }

    private static String shown(Piece piece) {
        int to = Math.min(piece.to, piece.from + 4096);
        byte[] bytes = Arrays.copyOfRange(piece.bytes, piece.from, to);
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean readable = text.codePoints()
                .limit(100)
                .noneMatch(c -> c == 0xFFFD || (c < ' ' && c != '\r' && c != '\n' && c != '\t'));
        return readable ? "'" + Excerpt.of(text) + "'" : "bytes " + Needle.Bytes.hex(bytes, 0, bytes.length);
    }
}

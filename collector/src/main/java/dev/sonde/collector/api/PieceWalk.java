package dev.sonde.collector.api;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Slices of a page that lies in pieces, asked for from its beginning to its end. Event loop of the response. */
final class PieceWalk implements SlicedBody.Slices {
    private final List<byte[]> pieces;
    private int piece;
    /** Bytes of the page before the piece. */
    private int before;

    PieceWalk(List<byte[]> pieces) {
        this.pieces = pieces;
    }

    /** At most the bytes asked for: no further than to the end of a piece. */
    @Override
    public Buffer slice(int from, int to) {
        while (piece < pieces.size() - 1 && from >= before + pieces.get(piece).length) {
            before += pieces.get(piece++).length;
        }
        if (pieces.isEmpty()) {
            return Buffer.buffer();
        }
        byte[] bytes = pieces.get(piece);
        int length = Math.min(to - before, bytes.length) - (from - before);
        return Buffer.buffer(length).appendBytes(bytes, from - before, length);
    }
}

package dev.sonde.agent.probe.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Decodes the answers on one connection, to one request at a time. Belongs to its loop. */
final class AnswerDecoder extends HttpResponseDecoder {
    private static final int MAX_STATUS_LINE_BYTES = 8 * 1024;
    private static final HttpDecoderConfig LIMITS = new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_STATUS_LINE_BYTES)
            .setMaxHeaderSize(HttpProbes.MAX_HEAD_BYTES);

    private boolean withoutBody;

    AnswerDecoder() {
        super(LIMITS);
    }

    /** Says what was asked: the answer to HEAD has no body, whatever its head says. */
    void expectAnswerToHead(boolean head) {
        withoutBody = head;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return withoutBody || super.isContentAlwaysEmpty(message);
    }
}

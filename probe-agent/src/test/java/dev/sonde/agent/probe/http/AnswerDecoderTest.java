package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerDecoderTest {
    private long now;
    private long readable = -1;
    private final AnswerDecoder decoder = new AnswerDecoder(() -> now, () -> readable < 0 ? now : readable);
    private long headNanos;
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder, new ChannelInboundHandlerAdapter() {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            now += 1000; // decoding takes its time
            if (message instanceof HttpResponse) {
                headNanos = decoder.heardNanos();
            }
            ReferenceCountUtil.release(message);
        }
    });

    @Test
    void heardNanos_isWhenTheLastBytesOfTheHeadCame() {
        comes(100, "HTTP/1.1 200 OK\r\ncontent-length");
        comes(250, ": 2\r\n\r\nok");

        assertThat(headNanos).isEqualTo(250);
    }

    @Test
    void heardNanos_isNotWhenAnEarlierHeadCame() {
        comes(100, "HTTP/1.1 103 Early Hints\r\n\r\n");
        comes(5000, "HTTP/1.1 200 OK\r\n\r\nok");

        assertThat(headNanos).isEqualTo(5000);
    }

    @Test
    void heardNanos_ofTheFirstBytesIsWhenTheLoopWasToldOfThem() {
        readable = 60;
        comes(100, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        assertThat(headNanos).isEqualTo(60);

        decoder.asked(false);
        readable = 5060;
        comes(6000, "HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(headNanos).isEqualTo(5060);
    }

    @Test
    void heardNanos_ofLaterBytesIsWhenTheyWereRead_becauseTheLoopWasToldOfEarlierOnes() {
        readable = 60;
        comes(100, "HTTP/1.1 103 Early Hints\r\n\r\n");
        comes(150, "HTTP/1.1 200 OK\r\n\r\nok");

        assertThat(headNanos).isEqualTo(150);
    }

    private void comes(long nanos, String bytes) {
        now = nanos;
        channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
    }
}

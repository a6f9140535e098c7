package dev.sonde.agent.probe.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2Exception;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is let through, what is rested from and what ends the connection, frame by frame. */
class FloodGateTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int END_STREAM = 1;

    private final Dial dial = new Dial(InetAddress.getLoopbackAddress(), 1, null, null, System::nanoTime);
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void guard() {
        channel.freezeTime();
        dial.begun(channel);
        FloodGate.guard(channel.pipeline(), dial);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void frames_passUnchangedHoweverTheyAreCut() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        ByteBuf sent = Unpooled.buffer().writeBytes(frame(SETTINGS, 0, 0, 18));
        for (int i = 0; i < 500; i++) {
            sent.writeBytes(frame(random.nextInt(20), random.nextInt(256), random.nextInt(10), random.nextInt(300)));
        }
        byte[] expected = new byte[sent.readableBytes()];
        sent.getBytes(0, expected);

        while (sent.isReadable()) {
            pass(sent.readSlice(Math.min(sent.readableBytes(), 1 + random.nextInt(40))));
        }

        assertThat(received()).isEqualTo(expected);
    }

    @Test
    void peer_thatSendsMoreThanItsAllowanceOfNothingIsCutOff() {
        pass(frame(SETTINGS, 0, 0, 0));
        for (int i = 1; i < FloodGate.MOST_IDLE; i++) {
            pass(frame(PING, 0, 0, 8));
        }
        assertThat(received()).hasSize(9 + (FloodGate.MOST_IDLE - 1) * 17);
        assertThat(channel.isOpen()).isTrue();

        ByteBuf last = frame(PING, 0, 0, 8);
        pass(last.readSlice(8));
        assertThat(channel.isOpen()).isTrue();
        pass(last);

        assertThat(channel.isOpen()).isFalse();
        assertThat(received()).hasSize(8);
        assertThat(dial.breakage())
                .isInstanceOf(Http2Exception.class)
                .hasMessage("the peer sent more than 2000 frames that are no part of an answer"
                        + " (expected: at most that)");
    }

    @Test
    void peer_thatSendsFarTooMuchAtOnceIsNotListenedTo() {
        ByteBuf flood = Unpooled.buffer();
        for (int i = 0; i <= FloodGate.MOST_IDLE; i++) {
            flood.writeBytes(frame(SETTINGS, 0, 0, 0));
        }
        pass(flood);

        assertThat(channel.isOpen()).isFalse();
        assertThat(received()).isEmpty();
    }

    @Test
    void request_hasAnAllowanceOfItsOwn() {
        pass(frame(SETTINGS, 0, 0, 0));
        for (int request = 0; request < 5; request++) {
            pass(frame(HEADERS, END_STREAM, 2 * request + 1, 20));
            for (int i = 1; i < FloodGate.MOST_IDLE; i++) {
                pass(frame(PING, 0, 0, 8));
            }
        }
        assertThat(channel.isOpen()).isTrue();

        pass(frame(PING, 0, 0, 8));
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatIsNoPartOfTheNewestAnswer_counts() {
        pass(frame(SETTINGS, 0, 0, 0));
        pass(frame(HEADERS, END_STREAM, 1, 20));
        pass(frame(HEADERS, 0, 3, 20)); // the first of its own allowance
        for (int i = 2; i <= FloodGate.MOST_IDLE; i++) {
            switch (i % 4) {
                case 0 -> pass(frame(DATA, 0, 1, 1000)); // of an answer that has ended
                case 1 -> pass(frame(DATA, 0, 3, 0));
                case 2 -> pass(frame(HEADERS, 0, i, 20)); // of a stream that nobody asked for
                default -> pass(frame(HEADERS, 0, 3, 20));
            }
            pass(frame(DATA, 0, 3, 1000));
        }
        assertThat(channel.isOpen()).isTrue();

        pass(frame(DATA, END_STREAM, 3, 1000));
        assertThat(channel.isOpen()).isTrue();
        pass(frame(DATA, 0, 3, 1000)); // it has ended
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void answer_inManyFramesIsReadAtSpeed() {
        pass(frame(SETTINGS, 0, 0, 0));
        pass(frame(HEADERS, 0, 1, 20));
        ByteBuf frame = frame(DATA, 0, 1, FloodGate.SMALL_BYTES);
        for (int i = 0; i < 3 * FloodGate.MOST_SMALL_AT_SPEED; i++) {
            pass(frame.duplicate());
            assertThat(channel.config().isAutoRead()).isTrue();
            channel.releaseInbound();
        }
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void smallFrames_leaveTheLoopToOthersAfterEachThousand() {
        pass(frame(SETTINGS, 0, 0, 0));
        pass(frame(HEADERS, 0, 1, 20));
        for (int thousand = 1; thousand <= FloodGate.MOST_SMALL_AT_SPEED / 1_000; thousand++) {
            small(FloodGate.SMALL_BETWEEN_RESTS - 1);
            assertThat(channel.config().isAutoRead()).isTrue();
            small(1);
            assertThat(channel.config().isAutoRead()).isFalse();
            channel.runScheduledPendingTasks(); // the loop's next turn
        }

        small(FloodGate.SMALL_BETWEEN_RESTS);
        channel.advanceTimeBy(FloodGate.REST_NANOS - 1, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.config().isAutoRead()).isFalse();
        channel.advanceTimeBy(1, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void otherProtocols_areLeftAlone() {
        pass(Unpooled.copiedBuffer("HTTP/1.1 200 OK\r\n\r\n", StandardCharsets.US_ASCII));
        for (int i = 0; i < 3 * FloodGate.MOST_IDLE; i++) {
            pass(frame(PING, 0, 0, 8));
        }

        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.pipeline().get(FloodGate.class)).isNull();
        assertThat(received()).hasSize(19 + 3 * FloodGate.MOST_IDLE * 17);
    }

    private void small(int frames) {
        for (int i = 0; i < frames; i++) {
            pass(frame(DATA, 0, 1, 1));
            channel.releaseInbound();
        }
    }

    /** Tasks of the loop are not run by it, unlike by {@link EmbeddedChannel#writeInbound}. */
    private void pass(ByteBuf bytes) {
        channel.pipeline().fireChannelRead(bytes.retain());
    }

    private byte[] received() {
        ByteBuf all = Unpooled.buffer();
        ByteBuf read;
        while ((read = channel.readInbound()) != null) {
            all.writeBytes(read);
            read.release();
        }
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }

    private static ByteBuf frame(int type, int flags, int stream, int length) {
        return Unpooled.buffer(9 + length)
                .writeMedium(length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeZero(length);
    }
}

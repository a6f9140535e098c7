package dev.sonde.agent.blackbox.prober;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.blackbox.module.HttpModule;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {
    @Test
    void accept_endsABodyThatThereIsNoMemoryFor() throws Exception {
        BodyMemory memory = new BodyMemory(1000);
        HttpBody first = new HttpBody(module("fail_if_body_matches_regexp: [x]"), memory);
        HttpBody second = new HttpBody(module("fail_if_body_matches_regexp: [x]"), memory);
        HttpBody counted = new HttpBody(module("method: GET"), memory);

        assertThat(first.accept(Buffer.buffer(new byte[600]))).isTrue();
        assertThat(second.accept(Buffer.buffer(new byte[600]))).isFalse();
        assertThat(counted.accept(Buffer.buffer(new byte[5000]))).isTrue();

        assertThat(second.problem()).contains("memory");
        assertThat(counted.length()).isEqualTo(5000);
        assertThat(memory.free()).isEqualTo(400);
        first.free();
        second.free();
        assertThat(memory.free()).isEqualTo(1000);
    }

    @Test
    void unpack_takesWhatItMadeAndStopsWhereMemoryEnds() throws Exception {
        BodyMemory memory = new BodyMemory(100_000);
        HttpBody body = new HttpBody(module("compression: gzip"), memory);
        HttpBody bomb = new HttpBody(module("compression: gzip"), memory);
        Buffer packed = gzip(10_000);
        body.accept(packed);
        bomb.accept(gzip(10_000_000));
        long free = memory.free();

        body.unpack();
        bomb.unpack();

        assertThat(body.isBroken()).isFalse();
        assertThat(body.length()).isEqualTo(10_000);
        assertThat(bomb.problem()).contains("memory");
        assertThat(memory.free()).isEqualTo(free - 10_000);
        body.free();
        bomb.free();
        assertThat(memory.free()).isEqualTo(100_000);
    }

    @Test
    void unpack_ofNothingOrOfAHalfIsNoBody() throws Exception {
        BodyMemory memory = new BodyMemory(100_000);
        HttpBody empty = new HttpBody(module("compression: gzip"), memory);
        HttpBody half = new HttpBody(module("compression: gzip"), memory);
        Buffer whole = gzip(10_000);
        half.accept(whole.getBuffer(0, whole.length() - 12));

        empty.unpack();
        half.unpack();

        assertThat(empty.problem()).isEqualTo("not gzip: nothing came");
        assertThat(half.problem()).startsWith("not gzip: ");
        half.free();
        assertThat(memory.free()).isEqualTo(100_000);
    }

    private static HttpModule module(String keys) throws Exception {
        return ProberRig.module("{prober: http, http: {" + keys + "}}").http();
    }

    private static Buffer gzip(int length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(new byte[length]);
        }
        return Buffer.buffer(bytes.toByteArray());
    }
}

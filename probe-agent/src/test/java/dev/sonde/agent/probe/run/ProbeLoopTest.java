package dev.sonde.agent.probe.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.connect.Engines;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbeLoopTest {
    private final TestLoop loop = new TestLoop(Engines.detect());

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void close_endsWhenNoWorkerIsAtWorkForTheLoopAnyMore() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        List<String> order = new CopyOnWriteArrayList<>();

        loop.on(() -> {
            ProbeLoop own = new ProbeLoop(loop.vertx, TestLoop.settings(Engines.detect()));
            return own.ready().compose(ready -> {
                var unused = own.onWorker(() -> {
                    begun.countDown();
                    released.await();
                    order.add("work done");
                    return null;
                });
                Future<Void> closed = own.close().onSuccess(over -> order.add("closed"));
                return loop.vertx
                        .executeBlocking(() -> {
                            begun.await();
                            return null;
                        })
                        .onSuccess(atWork -> {
                            assertThat(own.isClosed()).isTrue();
                            assertThat(closed.isComplete()).isFalse();
                            released.countDown();
                        })
                        .compose(atWork -> closed);
            });
        });

        assertThat(order).containsExactly("work done", "closed");
    }
}

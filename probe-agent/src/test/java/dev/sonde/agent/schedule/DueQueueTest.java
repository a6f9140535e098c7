package dev.sonde.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.schedule.DueQueue.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DueQueueTest {
    private record Expected(long due, long arrival, Entry entry) {}

    private static final Wheel.Timed NOTHING = new Wheel.Timed() {
        @Override
        public long dueEpochNanos() {
            return 0;
        }

        @Override
        public void fire(long epochNanos, long delayNanos) {}
    };

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 20261122, 77})
    void queue_isOrderedByDueTimeThenArrivalWhateverIsTakenOut(long seed) {
        Random random = new Random(seed);
        DueQueue queue = new DueQueue();
        List<Expected> model = new ArrayList<>();
        Comparator<Expected> order = Comparator.comparingLong(Expected::due).thenComparingLong(Expected::arrival);

        for (long step = 0; step < 20_000; step++) {
            if (model.isEmpty() || random.nextInt(5) < 2) {
                Entry entry = new Entry(NOTHING);
                long due = random.nextInt(500);
                queue.add(entry, due);
                model.add(new Expected(due, step, entry));
            } else if (random.nextBoolean()) {
                Expected taken = model.remove(random.nextInt(model.size()));
                queue.remove(taken.entry());
                queue.remove(taken.entry());
            } else {
                Expected first = model.stream().min(order).orElseThrow();
                assertThat(queue.first()).isSameAs(first.entry());
                assertThat(queue.first().dueEpochNanos()).isEqualTo(first.due());
                queue.remove(first.entry());
                model.remove(first);
            }
            assertThat(queue.size()).isEqualTo(model.size());
        }
        model.sort(order);
        for (Expected expected : model) {
            assertThat(queue.first()).isSameAs(expected.entry());
            queue.remove(expected.entry());
        }
        assertThat(queue.first()).isNull();
    }
}

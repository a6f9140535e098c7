package dev.sonde.collector.store;

import java.nio.file.Path;

/** A process of its own that files batches as fast as it can and prints the number of each once it is acknowledged. */
final class AcknowledgingWriter {
    private AcknowledgingWriter() {}

    public static void main(String[] arguments) throws Exception {
        StoreFixture fixture = new StoreFixture(Path.of(arguments[0]));
        int first = Integer.parseInt(arguments[1]);
        for (int n = first; n < first + 100_000; n++) {
            int number = n;
            fixture.append(StoreFixture.good(n)).whenComplete((written, failure) -> {
                if (failure == null && !written.duplicate()) {
                    System.out.println(number);
                    System.out.flush();
                }
            });
            if (n % 8 == 0) {
                fixture.store
                        .inRound(book -> book.slots().settleSilent(StoreFixture.START))
                        .toCompletableFuture()
                        .join();
            }
        }
    }
}

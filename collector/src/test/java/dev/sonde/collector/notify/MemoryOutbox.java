package dev.sonde.collector.notify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An outbox in memory, as its port says, that can be waited for. Any thread. */
final class MemoryOutbox implements OutboxStore {
    private static final long PATIENCE_SECONDS = 30;

    /** What happened, such as {@code m1 delivered} or {@code m1 retry 1 at 2026-... HTTP 500}. */
    final List<String> log = new ArrayList<>();

    private final Map<String, OutboxMessage> open = new TreeMap<>();
    private final Map<String, Map<DeliveryResult, Long>> results = new HashMap<>();
    private int asked;
    private boolean broken;
    private int staleAsk = -1;

    synchronized void owe(OutboxMessage message) {
        open.put(message.id(), message);
    }

    /** The answer to this asking, counted from 1, is held back until something has been logged since. */
    synchronized void holdBackAnswer(int ask) {
        staleAsk = ask;
    }

    /** From now on every method fails, or none. */
    synchronized void breakDown(boolean down) {
        broken = down;
    }

    synchronized void awaitLog(int size) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (log.size() < size) {
            waitUntil(end, "log of " + size + " entries, has " + log);
        }
    }

    synchronized int asked() {
        return asked;
    }

    synchronized void awaitAsked(int times) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (asked < times) {
            waitUntil(end, "asked " + times + " times, was " + asked);
        }
    }

    private void waitUntil(long end, String what) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
            throw new AssertionError("no " + what);
        }
        wait(left);
    }

    synchronized OutboxMessage message(String id) {
        return open.get(id);
    }

    private record Key(String receiver, String incident) {
        static Key of(OutboxMessage message) {
            return new Key(message.receiver(), message.incident());
        }
    }

    @Override
    public synchronized List<OutboxMessage> due(Instant now, int perReceiver) {
        checkUp();
        asked++;
        notifyAll();
        Map<Key, OutboxMessage> heads = new LinkedHashMap<>();
        Map<Key, Instant> earliest = new HashMap<>();
        for (OutboxMessage message : open.values()) {
            heads.putIfAbsent(Key.of(message), message);
            earliest.merge(Key.of(message), message.dueAt(), (a, b) -> a.isBefore(b) ? a : b);
        }
        Map<String, Integer> taken = new HashMap<>();
        List<OutboxMessage> due = heads.entrySet().stream()
                .filter(each -> !earliest.get(each.getKey()).isAfter(now))
                .sorted(Comparator.comparing(each -> earliest.get(each.getKey())))
                .map(Map.Entry::getValue)
                .filter(message -> taken.merge(message.receiver(), 1, Integer::sum) <= perReceiver)
                .toList();
        if (asked == staleAsk) {
            awaitNextEntry();
        }
        return due;
    }

    /** And a moment longer, so that whoever made the entry has gone on. */
    private void awaitNextEntry() {
        int logged = log.size();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (log.size() == logged) {
                waitUntil(end, "entry after " + log);
            }
            wait(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized @Nullable Instant nextDue() {
        checkUp();
        return open.values().stream()
                .map(OutboxMessage::dueAt)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    @Override
    public synchronized void delivered(String id, Instant at) {
        checkUp();
        finish(id, DeliveryResult.DELIVERED, id + " delivered");
    }

    @Override
    public synchronized void retry(String id, int attempts, Instant dueAt, String error) {
        checkUp();
        OutboxMessage retried = open.get(id);
        for (OutboxMessage message : List.copyOf(open.values())) {
            boolean behind =
                    Key.of(message).equals(Key.of(retried)) && message.dueAt().isBefore(dueAt);
            if (behind || message.id().equals(id)) {
                open.put(
                        message.id(),
                        new OutboxMessage(
                                message.id(),
                                message.receiver(),
                                message.incident(),
                                message.type(),
                                message.body(),
                                message.createdAt(),
                                message.id().equals(id) ? attempts : message.attempts(),
                                dueAt));
            }
        }
        count(retried, DeliveryResult.RETRIED);
        log.add(id + " retry " + attempts + " at " + dueAt + " " + error);
        notifyAll();
    }

    @Override
    public synchronized void giveUp(String id, int attempts, Instant at, String error) {
        checkUp();
        finish(id, DeliveryResult.GIVEN_UP, id + " given up after " + attempts + " " + error);
    }

    @Override
    public synchronized void wake(String receiver, Instant now) {
        checkUp();
        for (OutboxMessage message : List.copyOf(open.values())) {
            if (message.receiver().equals(receiver) && message.dueAt().isAfter(now)) {
                open.put(
                        message.id(),
                        new OutboxMessage(
                                message.id(),
                                receiver,
                                message.incident(),
                                message.type(),
                                message.body(),
                                message.createdAt(),
                                message.attempts(),
                                now));
            }
        }
    }

    @Override
    public synchronized Map<String, Queue> queues() {
        Map<String, Queue> queues = new TreeMap<>();
        for (OutboxMessage message : open.values()) {
            queues.merge(
                    message.receiver(),
                    new Queue(1, message.createdAt()),
                    (a, b) -> new Queue(
                            a.length() + 1,
                            a.oldestCreatedAt().isBefore(b.oldestCreatedAt())
                                    ? a.oldestCreatedAt()
                                    : b.oldestCreatedAt()));
        }
        return queues;
    }

    @Override
    public synchronized Map<String, Map<DeliveryResult, Long>> results() {
        return results;
    }

    private void finish(String id, DeliveryResult result, String entry) {
        count(open.remove(id), result);
        log.add(entry);
        notifyAll();
    }

    private void count(OutboxMessage message, DeliveryResult result) {
        results.computeIfAbsent(message.receiver(), receiver -> new TreeMap<>()).merge(result, 1L, Long::sum);
    }

    private void checkUp() {
        if (broken) {
            throw new IllegalStateException("disk full");
        }
    }

    /** Receivers of unfinished messages. */
    synchronized Set<String> owedTo() {
        return new HashSet<>(queues().keySet());
    }
}

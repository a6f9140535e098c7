package dev.sonde.agent.schedule;

import dev.sonde.agent.probe.MissedRun;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.result.UnknownReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Up to which slot each check was claimed when the agent was stopped in good order. The next life tells the slots in
 * between as {@code agent_stopped}; without a record, after a kill, nobody tells them and the collector settles them as
 * silent. Immutable. A line per check: name, interval, offset, first slot not claimed.
 */
public final class StopRecord {
    /** Nothing is known of a life before. */
    public static final StopRecord NONE = new StopRecord(Map.of());

    /** Of a longer absence only the newest part is told. */
    static final Duration LONGEST_TOLD = Duration.ofHours(1);

    /** All checks together tell about this many minutes at most, so that a start does not drown in them. */
    static final int MOST_MINUTES = 20_000;

    /** As far ahead as a collector believes an agent: what was claimed there has been told. */
    private static final Duration FURTHEST_AHEAD = Duration.ofHours(1);

    private static final String TITLE = "sonde stop record 1";

    private final Map<CheckName, Mark> marks;

    /** Where a check stopped. */
    private record Mark(long intervalNanos, long offsetNanos, long next) {
        private boolean isOf(Plan plan) {
            return intervalNanos == plan.intervalNanos() && offsetNanos == plan.offsetNanos();
        }
    }

    private StopRecord(Map<CheckName, Mark> marks) {
        this.marks = Map.copyOf(marks);
    }

    /** Collects marks. One thread. */
    public static final class Builder {
        private final Map<CheckName, Mark> marks = new HashMap<>();

        /** The check claims no slot from {@code next} on. */
        public Builder stopped(CheckName check, Plan plan, long next) {
            marks.put(check, new Mark(plan.intervalNanos(), plan.offsetNanos(), next));
            return this;
        }

        /** Adds all marks of another record. */
        public Builder stopped(StopRecord record) {
            marks.putAll(record.marks);
            return this;
        }

        public StopRecord build() {
            return new StopRecord(marks);
        }
    }

    /** How many checks it knows. */
    public int size() {
        return marks.size();
    }

    /**
     * The first slot a check may claim: {@code planned}, or later if an earlier life claimed that one already. A claim far
     * ahead was made by a clock that has been put right since: to wait for it would be silence.
     */
    public long firstSlot(CheckName check, Plan plan, long planned) {
        Mark mark = marks.get(check);
        if (mark == null || !mark.isOf(plan)) {
            return planned;
        }
        long most = planned + FURTHEST_AHEAD.toNanos() / plan.intervalNanos();
        return mark.next > most ? planned : Math.max(planned, mark.next);
    }

    /** The slots between the lives, to be told as missed; null if there are none or nothing is known. */
    public @Nullable MissedRun missedBefore(CheckName check, Plan plan, long firstSlot) {
        Mark mark = marks.get(check);
        if (mark == null || !mark.isOf(plan)) {
            return null;
        }
        long minutes = Math.max(1, Math.min(LONGEST_TOLD.toMinutes(), MOST_MINUTES / marks.size()));
        long most = Math.max(1, Duration.ofMinutes(minutes).toNanos() / plan.intervalNanos());
        long count = Math.min(firstSlot - mark.next, most);
        return count <= 0 ? null : new MissedRun(firstSlot - count, count, UnknownReason.AGENT_STOPPED);
    }

    /** Writes the record whole. Blocks on the disk. */
    public void store(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(TITLE);
        marks.forEach((check, mark) ->
                lines.add(check + " " + mark.intervalNanos + " " + mark.offsetNanos + " " + mark.next));
        lines.add("end");
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        Files.write(unfinished, lines);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Reads the record and removes it, so that no later life tells the same slots again. A damaged one counts as none.
     * Blocks on the disk.
     */
    public static StopRecord take(Path file) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException killedBefore) {
            return NONE;
        }
        Files.delete(file);
        return parse(lines);
    }

    private static StopRecord parse(List<String> lines) {
        int last = lines.size() - 1;
        if (last < 1 || !lines.get(0).equals(TITLE) || !lines.get(last).equals("end")) {
            return NONE;
        }
        Map<CheckName, Mark> marks = new HashMap<>();
        try {
            for (String line : lines.subList(1, last)) {
                String[] words = line.split(" ", -1);
                marks.put(
                        new CheckName(words[0]),
                        new Mark(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3])));
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException damaged) {
            return NONE;
        }
        return new StopRecord(marks);
    }
}

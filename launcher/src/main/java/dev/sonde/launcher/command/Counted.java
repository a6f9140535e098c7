package dev.sonde.launcher.command;

/** A number with its noun: {@code 1 check}, {@code 2 checks}. */
final class Counted {
    private Counted() {}

    static String of(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}

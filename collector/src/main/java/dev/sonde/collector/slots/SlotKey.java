package dev.sonde.collector.slots;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;

/** One check at one location: the owner of a line of slots. */
public record SlotKey(CheckName check, Location location) {}

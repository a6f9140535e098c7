package dev.sonde.collector.config;

import dev.sonde.contract.yaml.MappingView;

/** A record and how it was written, so that problems beside other sections have a place. */
record Entry<T>(T value, MappingView written) {}

package dev.sonde.contract.check;

import dev.sonde.contract.secret.SecretText;

/** A header that is sent. */
public record Header(String name, SecretText value) {}

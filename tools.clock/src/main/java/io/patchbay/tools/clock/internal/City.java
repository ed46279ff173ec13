package io.patchbay.tools.clock.internal;

import java.time.ZoneId;
import java.util.Locale;

/** A city whose time is known, by its IANA time zone. */
public enum City {
    AMSTERDAM("Europe/Amsterdam"),
    ATHENS("Europe/Athens"),
    BERLIN("Europe/Berlin"),
    CAIRO("Africa/Cairo"),
    CHICAGO("America/Chicago"),
    DELHI("Asia/Kolkata"),
    DENVER("America/Denver"),
    DUBAI("Asia/Dubai"),
    ISTANBUL("Europe/Istanbul"),
    JAKARTA("Asia/Jakarta"),
    JOHANNESBURG("Africa/Johannesburg"),
    LAGOS("Africa/Lagos"),
    LONDON("Europe/London"),
    MADRID("Europe/Madrid"),
    MEXICO_CITY("America/Mexico_City"),
    NAIROBI("Africa/Nairobi"),
    NEW_YORK("America/New_York"),
    PARIS("Europe/Paris"),
    ROME("Europe/Rome"),
    SEOUL("Asia/Seoul"),
    SHANGHAI("Asia/Shanghai"),
    SINGAPORE("Asia/Singapore"),
    SYDNEY("Australia/Sydney"),
    TOKYO("Asia/Tokyo"),
    TORONTO("America/Toronto");

    private final ZoneId zone;

    City(String zone) {
        this.zone = ZoneId.of(zone);
    }

    ZoneId zone() {
        return zone;
    }

    /** The name as people write it. */
    String spoken() {
        StringBuilder name = new StringBuilder();
        for (String word : name().split("_")) {
            name.append(name.isEmpty() ? "" : " ")
                    .append(word.charAt(0))
                    .append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }
}

package dev.fieldcare.tickets.papers;

import java.time.ZoneId;

/**
 * Who sends a paper.
 *
 * @param contact address, telephone, mail in one line; may be empty
 * @param zone in which times are written
 * @param server where signatures are verified, without a slash at the end
 */
public record Letterhead(String company, String contact, ZoneId zone, String server) {}

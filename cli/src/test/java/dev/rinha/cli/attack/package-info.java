/**
 * A scripted attacker against real processes in profile standard, beside honest clients. {@link
 * dev.rinha.cli.attack.Attack} is one thing that he does, the classes that end in {@code Attacks}
 * are the table of them all, {@link dev.rinha.cli.attack.AttackTest} is the run.
 */
package dev.rinha.cli.attack;

"""Of what are the made-up people's names and streets made?"""

from __future__ import annotations

from typing import NamedTuple


class Community(NamedTuple):
    """Names as they go together, with their share of the families; the commonest names first."""

    share: float
    families: tuple[str, ...]
    boys: tuple[str, ...]
    girls: tuple[str, ...]
    mothers: tuple[str, ...]
    fathers: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _community(share: float, *, families: str, boys: str, girls: str, mothers: str, fathers: str) -> Community:
    return Community(share, _words(families), _words(boys), _words(girls), _words(mothers), _words(fathers))


COMMUNITIES = (
    _community(
        0.72,
        families="""
            Smith Jones Taylor Brown Williams Wilson Davies Evans Thomas Johnson Roberts Walker Wright
            Robinson Thompson White Hughes Edwards Green Hall Wood Harris Lewis Martin Jackson Clarke
            Clark Turner Hill Cooper Ward Moore Morris King Baker Harrison Morgan Allen James Scott
            Phillips Watson Davis Parker Bennett Price Griffiths Young Mitchell Kelly Cook Carter
            Richardson Bailey Collins Bell Shaw Murphy Miller Cox Marshall Simpson Anderson O'Brien
            O'Connor Ryan McDonald Reid Stevens Stephens Pearce Pierce Reed Read Lowe Gray Grey Payne
            Paine
        """,
        boys="""
            Oliver George Noah Arthur Harry Leo Jack Charlie Oscar Jacob Henry Thomas Freddie Alfie Theo
            William Archie Joshua Alexander James Isaac Edward Lucas Logan Max Daniel Samuel Joseph
            Benjamin Mason Ethan Sebastian Luke Matthew Ryan Callum Jayden Tyler Dylan Nathan Liam Connor
            Jake Lewis Harrison Robert Michael Christopher Nicholas Anthony Jonathan Toby Stanley Reggie
            Jaxon Kai Riley Zachary Timothy Rhys
        """,
        girls="""
            Amelia Olivia Isla Ava Mia Ivy Lily Isabella Sophia Grace Ella Emily Poppy Charlotte Freya
            Florence Evie Willow Phoebe Sophie Sienna Alice Daisy Ruby Jessica Chloe Megan Lucy Elizabeth
            Ellie Hannah Holly Molly Erin Abigail Leah Maisie Amber Katherine Rebecca Samantha Victoria
            Eleanor Matilda Harriet Georgina Bethany Maya Niamh Zoe Margaret Alexandra Natasha Jennifer
        """,
        mothers="""
            Sarah Emma Laura Rebecca Rachel Katie Catherine Jennifer Michelle Claire Gemma Kelly Stacey
            Amy Hayley Nicola Lisa Joanne Samantha Victoria Leanne Donna Chelsea Jade Kirsty Elizabeth
        """,
        fathers="""
            David Michael John Robert Paul Mark Andrew Christopher Stephen Anthony Peter Lee Craig Gary
            Darren Wayne Scott Ryan Daniel James Matthew Adam Liam Carl Jason
        """,
    ),
    _community(
        0.14,
        families="""
            Khan Hussain Ahmed Ali Begum Malik Mahmood Iqbal Akhtar Shah Rahman Islam Uddin Miah Chowdhury
            Bibi Mohammed Hassan Aziz Rashid Mirza Qureshi Siddiqui Ashraf Mohamed Abdi Osman Yusuf Nasser
        """,
        boys="""
            Mohammed Muhammad Ibrahim Yusuf Adam Omar Ali Hamza Abdullah Zain Ahmed Hassan Bilal Musa
            Ismail Idris Zakariya Haris Rayan Mustafa Yahya Sulaiman
        """,
        girls="""
            Aisha Maryam Fatima Zara Zainab Khadija Safa Amina Hafsa Sumaya Noor Iqra Hana Layla Yasmin
            Maya Sara Ayesha Inaya
        """,
        mothers="""
            Shazia Nasreen Fatima Samina Rukhsana Ayesha Saima Farzana Nadia Hodan Sadia Rabia
        """,
        fathers="""
            Mohammed Imran Tariq Asif Nadeem Shahid Abdul Khalid Naveed Omar Farooq Javed Abdi
        """,
    ),
    _community(
        0.05,
        families="""
            Singh Kaur Patel Sharma Gill Dhillon Sandhu Kumar Shah Mistry Rai Das
        """,
        boys="""
            Arjun Aarav Jaspreet Gurpreet Harpreet Rohan Krishna Dev Veer Aran Manpreet Sukhdeep
        """,
        girls="""
            Simran Anaya Diya Jasmine Harleen Priya Kiran Manpreet Ria Asha Jaspreet Meera
        """,
        mothers="""
            Harjit Rajinder Parminder Sunita Neha Manjit Anita
        """,
        fathers="""
            Rajinder Baljit Sanjay Amit Harminder Vikram Raj
        """,
    ),
    _community(
        0.05,
        families="""
            Nowak Kowalski Wiśniewski Wójcik Kamiński Lewandowska Popescu Ionescu Popa Dumitru Łukaszewicz
            Zielińska Novák
        """,
        boys="""
            Jakub Aleksander Filip Szymon Mikołaj Mateusz Andrei Matei Oskar Antoni Tomasz Łukasz
        """,
        girls="""
            Zofia Maja Julia Hanna Oliwia Natalia Emilia Wiktoria Ana Ioana Maria Aleksandra
        """,
        mothers="""
            Katarzyna Małgorzata Agnieszka Elena Magdalena Joanna Mihaela
        """,
        fathers="""
            Piotr Krzysztof Tomasz Andrzej Marcin Paweł Ion Mihai
        """,
    ),
    _community(
        0.04,
        families="""
            Adeyemi Okafor Mensah Boateng Asante Ogunleye Okonkwo Balogun Campbell Grant Clarke Bailey
            Johnson Williams
        """,
        boys="""
            David Daniel Emmanuel Joshua Oluwaseun Chukwuemeka Kofi Kwame Malachi Isaiah Elijah Tobi
            Nathaniel
        """,
        girls="""
            Grace Esther Chidinma Abena Ama Naomi Blessing Deborah Precious Hannah Tiana Oluwatobi
        """,
        mothers="""
            Grace Blessing Comfort Patience Ngozi Funmilayo Sharon Marcia
        """,
        fathers="""
            Emmanuel Samuel Kwame Oluwaseyi Chidi Joseph Winston
        """,
    ),
)

NAME_STARTS = _words(
    """
    Ash Thorn Hather Birk Cold Elder Farn Glass Hazel Kettle Lang Marsh Nether Oaken Pen Quarr Raven Sel
    Tans Under Wether Yarn Brock Cray Dun Hol Ink Lud Mow Stan
    """
)
NAME_ENDS = _words(
    """
    by wick field ham ley worth stone more ridge bourne well dale cote combe gate shaw thwaite brook
    mere hurst
    """
)
STREETS = _words(
    """
    Mill Church High Station Park Victoria Queens Kings Orchard Meadow Elm Oak Ash Birch Cedar Priory
    Abbey Castle Bridge Manor Windmill Chestnut Lime Willow Severn Teme Wharf Canal School Chapel
    """
)
STREET_KINDS = _words(
    """
    Road Street Lane Close Avenue Drive Crescent Gardens Way Court
    """
)
